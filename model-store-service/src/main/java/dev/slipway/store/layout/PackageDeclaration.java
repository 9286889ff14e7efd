package dev.slipway.store.layout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.CardUse;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.ProcessorUse;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a package says of itself in {@code slipway.yaml}.
 *
 * @param task Hugging Face's word, or null when it declares none
 * @param maxBatchSize rows that may be merged, or null when it declares none
 * @param modelFile path of the graph to serve, or null when it declares none
 * @param fixedBatching how rows are merged, or null when it leaves that to what runs cost
 * @param processorUse how the version uses processors, or null when it leaves that to the replica
 * @param cardUse what it wants of a card, or null when it leaves that to the replica
 */
public record PackageDeclaration(
        @Nullable String task,
        @Nullable Integer maxBatchSize,
        @Nullable String modelFile,
        @Nullable FixedBatching fixedBatching,
        @Nullable ProcessorUse processorUse,
        @Nullable CardUse cardUse) {
    public static final PackageDeclaration NONE =
            new PackageDeclaration(null, null, null, null, null, null);

    public static final int MAX_BATCH_SIZE = 65_536;

    public static final String INTRA_OP_THREADS = "intra_op_threads";
    public static final String PARALLEL_RUNS = "parallel_runs";

    /** Threads of a run, and runs, that may be declared; a replica has fewer processors. */
    public static final int MOST_THREADS = 1024;

    private static final Pattern TASK = Pattern.compile("[a-z0-9]+(-[a-z0-9]+){0,7}");

    /**
     * Takes what the file says.
     *
     * @param batching what it says of delay and preferred sizes
     * @param use what it says of threads and runs
     * @param card what it says of a card
     * @throws RefusedException {@code invalid_package} when a value is out of its bounds
     */
    public static PackageDeclaration of(
            @Nullable String task,
            @Nullable Integer maxBatchSize,
            @Nullable String modelFile,
            DeclaredBatching batching,
            ProcessorUse use,
            CardUse card)
            throws RefusedException {
        if (task != null && (task.length() > 64 || !TASK.matcher(task).matches())) {
            throw refused(
                    "slipway.yaml: task '"
                            + Refusal.shown(task)
                            + "' is not a word like feature-extraction");
        }
        if (maxBatchSize != null && (maxBatchSize < 1 || maxBatchSize > MAX_BATCH_SIZE)) {
            throw refused(
                    "slipway.yaml: max_batch_size must be a whole number from 1 to "
                            + MAX_BATCH_SIZE);
        }
        if (modelFile != null) {
            PackagePath.of(modelFile);
        }
        return new PackageDeclaration(
                task,
                maxBatchSize,
                modelFile,
                batching.within(maxBatchSize),
                within(use),
                DeclaredCard.within(card));
    }

    private static @Nullable ProcessorUse within(ProcessorUse use) throws RefusedException {
        requireThreads(INTRA_OP_THREADS, use.intraOpThreads());
        requireThreads(PARALLEL_RUNS, use.parallelRuns());
        return use.intraOpThreads() == null && use.parallelRuns() == null ? null : use;
    }

    private static void requireThreads(String key, @Nullable Integer number)
            throws RefusedException {
        if (number != null && (number < 1 || number > MOST_THREADS)) {
            throw refused(
                    "slipway.yaml: " + key + " must be a whole number from 1 to " + MOST_THREADS);
        }
    }

    /** Refuses a batch size that the graph cannot take. */
    public void requireFits(ModelSignature signature) throws RefusedException {
        if (maxBatchSize == null || maxBatchSize == 1) {
            return;
        }
        requireVaries("input", signature.inputs());
        requireVaries("output", signature.outputs());
    }

    private static void requireVaries(String role, List<TensorSpec> specs) throws RefusedException {
        for (TensorSpec spec : specs) {
            if (spec.shape().isEmpty() || spec.shape().getFirst() != -1) {
                throw refused(
                        "slipway.yaml: max_batch_size needs a variable first dimension everywhere,"
                                + " but "
                                + role
                                + " '"
                                + Refusal.shown(spec.name())
                                + "' has none; export the model with a dynamic batch axis or"
                                + " remove max_batch_size");
            }
        }
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_PACKAGE, detail);
    }
}
