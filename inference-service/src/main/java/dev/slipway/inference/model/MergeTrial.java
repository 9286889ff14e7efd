package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.batching.MergeProbe;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Decides at load whether requests of a version may share runs. */
public final class MergeTrial {
    private final Duration longest;

    public MergeTrial(Duration longest) {
        this.longest = longest;
    }

    MergeRule rule(Engine engine, TaskSetup task, Manifest manifest) {
        MergeRule rule = MergeRule.of(manifest);
        if (!rule.isOpen()) {
            return rule;
        }
        if (engine.quantisesDynamically()) {
            return MergeRule.alone(
                    Merging.QUANTISED,
                    "the graph is quantised dynamically, so rows depend a little on the rows"
                            + " beside them; declare max_batch_size to merge all the same");
        }
        List<String> outputs =
                manifest.signature().outputs().stream().map(TensorSpec::name).toList();
        rule = MergeRule.notProbed("its inputs are too large to make up");
        try (CancelTimer timer = new CancelTimer(longest)) {
            Deadline deadline = Deadline.in(longest, System::nanoTime);
            MergeProbe probe = new MergeProbe(engine, outputs, deadline, timer.token());
            for (Map<String, Tensor> rows : ProbeRows.of(task, manifest.signature())) {
                rule = probe.rule(rows);
                if (!rule.isOpen() || timer.token().isCancelled()) {
                    break;
                }
            }
        }
        return rule;
    }
}
