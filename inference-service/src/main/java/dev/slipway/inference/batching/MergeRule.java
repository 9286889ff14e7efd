package dev.slipway.inference.batching;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When requests may share a run: where the package declares a batch size, or where every input and
 * output has the same symbolic first dimension and a probe shows that rows do not depend on each
 * other. Texts of different lengths do where a probe shows that padding changes nothing.
 *
 * @param maxRows rows of one run; 1 when nothing is merged
 * @param reason one sentence: why it merges or why not
 * @param padding how rows of different lengths share a run; null where only equal ones do
 * @param fixed what the package fixes of batches; null where what runs cost decides
 */
public record MergeRule(
        int maxRows,
        Merging merging,
        String reason,
        @Nullable PadRule padding,
        @Nullable FixedBatching fixed) {
    /** Rows of one run where the package declares no batch size. */
    static final int UNDECLARED_ROWS = 32;

    /**
     * The same where they are {@link #SMALL_WIDTH} together: what a run keeps for them is small.
     */
    static final int SMALL_ROWS = 512;

    /** Tokens where lengths are mixed, else elements of all inputs. */
    static final long SMALL_WIDTH = 65_536;

    /** A rule for equal lengths. */
    public MergeRule(int maxRows, Merging merging, String reason) {
        this(maxRows, merging, reason, null);
    }

    /** A rule whose batches are chosen by what runs cost. */
    public MergeRule(int maxRows, Merging merging, String reason, @Nullable PadRule padding) {
        this(maxRows, merging, reason, padding, null);
    }

    /** What package and signature alone say; where that is not enough, a probe decides. */
    public static MergeRule of(Manifest manifest) {
        Integer declared = manifest.maxBatchSize();
        if (declared != null && declared < 2) {
            return alone(Merging.DECLINED, "the package declares max_batch_size: " + declared);
        }
        List<TensorSpec> inputs = manifest.signature().inputs();
        List<TensorSpec> outputs = manifest.signature().outputs();
        String fixed = firstFixed("input", inputs);
        if (fixed == null) {
            fixed = firstFixed("output", outputs);
        }
        if (fixed != null || inputs.isEmpty()) {
            return alone(Merging.FIXED_ROWS, fixed == null ? "the model takes no inputs" : fixed);
        }
        if (declared != null) {
            return declared(declared, manifest.fixedBatching());
        }
        String shared = rowsName(inputs.getFirst());
        String other = shared == null ? null : firstOther("input", inputs, shared);
        if (other == null && shared != null) {
            other = firstOther("output", outputs, shared);
        }
        if (shared == null || other != null) {
            return alone(
                    Merging.NO_SHARED_ROWS,
                    (other == null
                                    ? "the first dimension of input '"
                                            + inputs.getFirst().name()
                                            + "' has no name"
                                    : other)
                            + "; declare max_batch_size if rows are independent of each other");
        }
        return notProbed("nothing was tried yet");
    }

    /** A rule of what a package declares. */
    static MergeRule declared(int maxRows, @Nullable FixedBatching fixed) {
        String reason = merged(maxRows) + ", as the package declares";
        return new MergeRule(
                maxRows,
                Merging.DECLARED,
                fixed == null ? reason : reason + "; " + FixedBatcher.sentence(fixed, maxRows),
                null,
                fixed);
    }

    /** Requests of it run one at a time. */
    public static MergeRule alone(Merging merging, String why) {
        return new MergeRule(1, merging, "requests run one at a time: " + why);
    }

    /** It could not be found out whether rows depend on each other. */
    public static MergeRule notProbed(String why) {
        return alone(
                Merging.NOT_PROBED,
                "it is not known whether rows depend on each other, since "
                        + why
                        + "; declare max_batch_size if they do not");
    }

    static MergeRule probed() {
        return new MergeRule(
                UNDECLARED_ROWS,
                Merging.PROBED,
                merged(UNDECLARED_ROWS)
                        + ", or up to "
                        + SMALL_ROWS
                        + " where they are small: rows gave together what they gave alone");
    }

    /**
     * How much shares a run.
     *
     * @param maxWidth rows × widest row of one run
     */
    RunBounds bounds(long maxWidth) {
        return merging == Merging.PROBED
                ? new RunBounds(maxRows, SMALL_ROWS, SMALL_WIDTH, maxWidth)
                : RunBounds.of(maxRows, maxWidth);
    }

    /** The same, for rows of different lengths too. */
    MergeRule ofAnyLength(PadRule how) {
        return new MergeRule(
                maxRows, merging, reason + "; texts of different lengths are padded", how, fixed);
    }

    /** The same, for rows of equal lengths alone. */
    public MergeRule ofOneLength(String why) {
        return new MergeRule(
                maxRows, merging, reason + "; lengths are not mixed, since " + why, null, fixed);
    }

    private static String merged(int rows) {
        return "requests are merged into runs of up to " + rows + " rows";
    }

    private static @Nullable String firstFixed(String role, List<TensorSpec> specs) {
        for (TensorSpec spec : specs) {
            if (spec.shape().isEmpty() || spec.shape().getFirst() >= 0) {
                return role
                        + " '"
                        + spec.name()
                        + "' has "
                        + (spec.shape().isEmpty()
                                ? "no dimensions"
                                : "a fixed first dimension of " + spec.shape().getFirst())
                        + "; re-export it with dynamic_axes={'"
                        + spec.name()
                        + "': {0: 'batch'}} to have requests merged";
            }
        }
        return null;
    }

    private static @Nullable String firstOther(String role, List<TensorSpec> specs, String shared) {
        for (TensorSpec spec : specs) {
            if (!shared.equals(rowsName(spec))) {
                return "the first dimension of "
                        + role
                        + " '"
                        + spec.name()
                        + "' is not said to be '"
                        + shared
                        + "' as others are";
            }
        }
        return null;
    }

    private static @Nullable String rowsName(TensorSpec spec) {
        List<@Nullable String> names = spec.dimNames();
        return names.isEmpty() ? null : names.getFirst();
    }

    /** Whether a probe has to decide. */
    public boolean isOpen() {
        return merging == Merging.NOT_PROBED;
    }

    public boolean mergesAnything() {
        return maxRows > 1;
    }

    /** The rows of requests that share a run, or 0 where each runs alone. */
    public int sharedRows() {
        return mergesAnything() ? maxRows : 0;
    }

    /** Whether rows of different lengths share runs. */
    boolean pads() {
        return padding != null;
    }

    /** Whether two requests may share a run; it does not matter which is asked for which. */
    boolean mayJoin(EngineRequest first, EngineRequest second) {
        // Asked first, since to look at a mask of any size takes long.
        return isWithinARun(first) && isWithinARun(second) && areAlike(first, second);
    }

    /** Whether the rows of a request may run apart, as they may beside those of another one. */
    boolean maySplit(EngineRequest request) {
        return areAlike(request, request);
    }

    /** Whether all its tokens fit into one run; where lengths are not mixed they do not count. */
    private boolean isWithinARun(EngineRequest request) {
        Tensor tokens = padding == null ? null : request.inputs().get(padding.mask());
        return tokens == null || tokens.count() <= NextBatch.MOST_TOKENS;
    }

    private boolean areAlike(EngineRequest first, EngineRequest second) {
        if (!first.outputs().equals(second.outputs())
                || first.inputs().size() != second.inputs().size()
                || !hasRows(first)
                || !hasRows(second)) {
            return false;
        }
        boolean equal = true;
        for (Map.Entry<String, Tensor> input : first.inputs().entrySet()) {
            Tensor own = input.getValue();
            Tensor other = second.inputs().get(input.getKey());
            if (other == null) {
                return false;
            }
            if (!own.hasSameRowsAs(other)) {
                if (padding == null
                        || own.type() != other.type()
                        || !padding.fillsUp(input.getKey())) {
                    return false;
                }
                equal = false;
            }
        }
        // Equal lengths too may come to be padded, by a third one.
        return padding == null
                || (padding.isRead(first)
                        && padding.isRead(second)
                        && (equal
                                || PadRule.mayMix(padding.length(first), padding.length(second))));
    }

    /**
     * Whether its inputs have as many rows as each other, which a declared size alone is no proof
     * of.
     */
    static boolean hasRows(EngineRequest request) {
        int rows = rows(request);
        for (Tensor input : request.inputs().values()) {
            if (input.rows() != rows) {
                return false;
            }
        }
        return true;
    }

    /** Rows of its inputs; a graph that takes no inputs is asked for one. */
    static int rows(EngineRequest request) {
        for (Tensor input : request.inputs().values()) {
            return input.rows();
        }
        return 1;
    }

    /** What the time of a run of this request alone depends on. */
    public RunShape shape(EngineRequest request) {
        return new RunShape(rows(request), width(request));
    }

    /**
     * What a row of a request is measured by, at least 1: its tokens where lengths are mixed, else
     * its elements over all inputs.
     */
    int width(EngineRequest request) {
        int length = padding == null ? 0 : padding.length(request);
        if (length > 0) {
            return length;
        }
        long elements = 0;
        for (Tensor input : request.inputs().values()) {
            elements += input.count();
        }
        return Math.clamp(elements / Math.max(1, rows(request)), 1, Integer.MAX_VALUE);
    }
}
