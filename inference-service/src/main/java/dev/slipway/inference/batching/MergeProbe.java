package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
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
        Run together = new Run();
        engine.run(request(rows), together);
        if (together.given == null) {
            return notProbed(together);
        }
        for (int row = 0; row < count; row++) {
            Map<String, Tensor> one = new HashMap<>();
            for (Map.Entry<String, Tensor> input : rows.entrySet()) {
                one.put(input.getKey(), input.getValue().slice(row, 1));
            }
            Run alone = new Run();
            engine.run(request(one), alone);
            if (alone.given == null) {
                return notProbed(alone);
            }
            for (String output : outputs) {
                if (!isSame(alone.given.get(output), together.given.get(output), row, count)) {
                    return MergeRule.alone(
                            Merging.ROWS_DIFFER,
                            "output '" + output + "' of a row depends on the rows beside it");
                }
            }
        }
        return MergeRule.probed();
    }

    private MergeRule notProbed(Run run) {
        if (cancel.isCancelled()) {
            return MergeRule.notProbed("trying it took too long");
        }
        return MergeRule.notProbed(
                "the model does not run on what was made up for it"
                        + (run.refusal == null ? "" : " (" + run.refusal.message() + ")"));
    }

    private EngineRequest request(Map<String, Tensor> inputs) {
        return new EngineRequest(inputs, outputs, deadline, cancel);
    }

    private static boolean isSame(
            @Nullable Tensor alone, @Nullable Tensor together, int row, int rows) {
        if (alone == null
                || together == null
                || together.rank() == 0
                || together.rows() != rows
                || alone.rows() != 1
                || !alone.hasSameRowsAs(together)) {
            return false;
        }
        Tensor slice = together.slice(row, 1);
        if (alone.data() instanceof float[] one && slice.data() instanceof float[] other) {
            for (int i = 0; i < one.length; i++) {
                if (!isClose(one[i], other[i])) {
                    return false;
                }
            }
            return true;
        }
        if (alone.data() instanceof double[] one && slice.data() instanceof double[] other) {
            for (int i = 0; i < one.length; i++) {
                if (!isClose(one[i], other[i])) {
                    return false;
                }
            }
            return true;
        }
        return alone.equals(slice);
    }

    private static boolean isClose(double alone, double together) {
        return Double.compare(alone, together) == 0
                || Math.abs(alone - together) <= TOLERANCE * Math.max(1, Math.abs(alone));
    }

    private static final class Run implements AnswerSink {
        private @Nullable Map<String, Tensor> given;
        private @Nullable Refusal refusal;

        @Override
        public void answer(Map<String, Tensor> answer) {
            given = answer;
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal why) {
            given = null;
            refusal = why;
        }
    }
}
