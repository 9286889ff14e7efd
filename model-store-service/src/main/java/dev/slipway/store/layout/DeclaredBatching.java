package dev.slipway.store.layout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.store.refusal.RefusedException;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code slipway.yaml} fixes of batches beside their size, before it is checked.
 *
 * @param maxQueueDelayMicroseconds null when it declares none
 * @param preferredBatchSizes null when it declares none
 */
public record DeclaredBatching(
        @Nullable Integer maxQueueDelayMicroseconds, @Nullable List<Integer> preferredBatchSizes) {
    public static final String DELAY = "max_queue_delay_microseconds";
    public static final String PREFERRED = "preferred_batch_sizes";

    /** A second. */
    public static final int MAX_QUEUE_DELAY_MICROSECONDS = 1_000_000;

    /** How many preferred sizes there may be. */
    public static final int MOST_PREFERRED = 16;

    /**
     * Null where nothing is fixed. What is declared alone has the other one's plainest value: no
     * delay, or the batch size as the only preferred one.
     *
     * @throws RefusedException {@code invalid_package} when a value is out of its bounds, or there
     *     is no batch size that it could mean
     */
    @Nullable FixedBatching within(@Nullable Integer maxBatchSize) throws RefusedException {
        if (maxQueueDelayMicroseconds == null && preferredBatchSizes == null) {
            return null;
        }
        if (maxBatchSize == null || maxBatchSize < 2) {
            String key = maxQueueDelayMicroseconds == null ? PREFERRED : DELAY;
            throw refused(
                    key
                            + " means nothing without a max_batch_size of at least 2; declare one,"
                            + " or remove "
                            + key);
        }
        return new FixedBatching(delay(maxQueueDelayMicroseconds), sizes(maxBatchSize));
    }

    private static int delay(@Nullable Integer microseconds) throws RefusedException {
        if (microseconds == null) {
            return 0;
        }
        if (microseconds < 0 || microseconds > MAX_QUEUE_DELAY_MICROSECONDS) {
            throw refused(
                    DELAY + " must be a whole number from 0 to " + MAX_QUEUE_DELAY_MICROSECONDS);
        }
        return microseconds;
    }

    private List<Integer> sizes(int maxBatchSize) throws RefusedException {
        List<Integer> sizes = preferredBatchSizes;
        if (sizes == null) {
            return List.of();
        }
        if (sizes.isEmpty() || sizes.size() > MOST_PREFERRED) {
            throw refused(
                    PREFERRED
                            + " must hold 1 to "
                            + MOST_PREFERRED
                            + " numbers, not "
                            + sizes.size());
        }
        for (int size : sizes) {
            if (size < 1 || size > maxBatchSize) {
                throw refused(
                        PREFERRED
                                + " must be from 1 to max_batch_size, which is "
                                + maxBatchSize
                                + "; "
                                + size
                                + " is not");
            }
        }
        if (new HashSet<>(sizes).size() < sizes.size()) {
            throw refused(PREFERRED + " must differ from each other");
        }
        return sizes.stream().sorted().toList();
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_PACKAGE, "slipway.yaml: " + detail);
    }
}
