package dev.slipway.inference.batching;

import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs rows alone and together, and compares what they give. */
public final class MergeProbe {
    /** How far a number may be from what it is alone: of itself, or of 1 if it is smaller. */
    static final double TOLERANCE = 1e-5;

    private final Engine engine;
    private final List<String> outputs;
    private final Deadline deadline;
    private final CancelToken cancel;

    public MergeProbe(Engine engine, List<String> outputs, Deadline deadline, CancelToken cancel) {
        this.engine = engine;
        this.outputs = outputs;
        this.deadline = deadline;
        this.cancel = cancel;
    }

    /** Decides by rows of inputs that differ from each other, at least two. */
    public MergeRule rule(Map<String, Tensor> rows) {
        int count = rows.values().iterator().next().rows();
        ProbeRun together = ProbeRun.of(engine, request(rows));
        Map<String, Tensor> given = together.given();
        if (given == null) {
            return notProbed(together);
        }
        for (int row = 0; row < count; row++) {
            Map<String, Tensor> one = new HashMap<>();
            for (Map.Entry<String, Tensor> input : rows.entrySet()) {
                one.put(input.getKey(), input.getValue().slice(row, 1));
            }
            ProbeRun run = ProbeRun.of(engine, request(one));
            Map<String, Tensor> alone = run.given();
            if (alone == null) {
                return notProbed(run);
            }
            for (String output : outputs) {
                if (!isSameRow(alone.get(output), given.get(output), row, count)) {
                    return MergeRule.alone(
                            Merging.ROWS_DIFFER,
                            "output '" + output + "' of a row depends on the rows beside it");
                }
            }
        }
        return MergeRule.probed();
    }

    private MergeRule notProbed(ProbeRun run) {
        return MergeRule.notProbed(run.says(cancel.isCancelled()));
    }

    private EngineRequest request(Map<String, Tensor> inputs) {
        return new EngineRequest(inputs, outputs, deadline, cancel);
    }

    private static boolean isSameRow(
            @Nullable Tensor alone, @Nullable Tensor together, int row, int rows) {
        return alone != null
                && together != null
                && together.rank() > 0
                && together.rows() == rows
                && alone.rows() == 1
                && alone.hasSameRowsAs(together)
                && isSame(alone, together.slice(row, 1));
    }

    /** Whether two outputs of one shape are equal, as far as numbers are told apart here. */
    static boolean isSame(Tensor alone, Tensor together) {
        if (alone.data() instanceof float[] one && together.data() instanceof float[] other) {
            for (int i = 0; i < one.length; i++) {
                if (!isClose(one[i], other[i])) {
                    return false;
                }
            }
            return true;
        }
        if (alone.data() instanceof double[] one && together.data() instanceof double[] other) {
            for (int i = 0; i < one.length; i++) {
                if (!isClose(one[i], other[i])) {
                    return false;
                }
            }
            return true;
        }
        return alone.equals(together);
    }

    private static boolean isClose(double alone, double together) {
        return Double.compare(alone, together) == 0
                || Math.abs(alone - together) <= TOLERANCE * Math.max(1, Math.abs(alone));
    }
}
