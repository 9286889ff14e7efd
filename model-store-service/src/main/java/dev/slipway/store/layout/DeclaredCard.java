package dev.slipway.store.layout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.CardUse;
import dev.slipway.store.refusal.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code slipway.yaml} may want of a card: its keys and their bounds. */
public final class DeclaredCard {
    public static final String DEVICE_ID = "device_id";
    public static final String GPU_MEM_LIMIT = "gpu_mem_limit";
    public static final String ARENA_EXTEND_STRATEGY = "arena_extend_strategy";

    /** No machine has more cards. */
    public static final int HIGHEST_DEVICE = 63;

    /** Below a MiB nothing runs. */
    public static final long LEAST_BYTES = 1L << 20;

    /** No card has a TiB. */
    public static final long MOST_BYTES = 1L << 40;

    /** How a version's memory on a card grows, in the runtime's words. */
    public static final List<String> STRATEGIES = List.of("kNextPowerOfTwo", "kSameAsRequested");

    private DeclaredCard() {}

    /**
     * Null where nothing is wanted.
     *
     * @throws RefusedException {@code invalid_package} when a value is out of its bounds
     */
    static @Nullable CardUse within(CardUse wanted) throws RefusedException {
        Integer device = wanted.deviceId();
        Long limit = wanted.gpuMemLimit();
        String strategy = wanted.arenaExtendStrategy();
        if (device == null && limit == null && strategy == null) {
            return null;
        }
        if (device != null && (device < 0 || device > HIGHEST_DEVICE)) {
            throw refused(DEVICE_ID + " must be a whole number from 0 to " + HIGHEST_DEVICE);
        }
        if (limit != null && (limit < LEAST_BYTES || limit > MOST_BYTES)) {
            throw refused(
                    GPU_MEM_LIMIT
                            + " must be a number of bytes from "
                            + LEAST_BYTES
                            + " to "
                            + MOST_BYTES);
        }
        if (strategy != null && !STRATEGIES.contains(strategy)) {
            throw refused(ARENA_EXTEND_STRATEGY + " must be " + String.join(" or ", STRATEGIES));
        }
        return wanted;
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_PACKAGE, "slipway.yaml: " + detail);
    }
}
