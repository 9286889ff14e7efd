package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.batching.MergeProbe;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.batching.PadProbe;
import dev.slipway.inference.batching.PadRule;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextInputs;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides at load whether requests of a version may share runs, and of a graph that reads texts
 * also whether texts of different lengths may. Padding is tried even where a batch size is
 * declared, since that says nothing of padding. One exception: a graph that is quantised
 * dynamically takes its scales from all values of a run, so it gives something else beside any
 * other row, padded or not. Who declares a batch size for it accepts that, and numbers would tell
 * nothing; there only the shapes of what padded texts give must be right.
 */
public final class MergeTrial {
    private final Duration longest;

    /** All runs of one trial together take no longer than that. */
    public MergeTrial(Duration longest) {
        this.longest = longest;
    }

    MergeRule rule(Engine engine, TaskSetup task, Manifest manifest) {
        MergeRule rule = MergeRule.of(manifest);
        if (rule.isOpen() && engine.quantisesDynamically()) {
            return MergeRule.alone(
                    Merging.QUANTISED,
                    "the graph is quantised dynamically, so rows depend a little on the rows"
                            + " beside them; declare max_batch_size to merge all the same");
        }
        TextInputs texts = MadeUpInputs.textInputs(task, manifest.signature());
        if (!rule.isOpen() && (texts == null || !rule.mergesAnything())) {
            return rule;
        }
        try (CancelTimer timer = new CancelTimer(longest)) {
            Deadline deadline = Deadline.in(longest, System::nanoTime);
            Runs runs = new Runs(engine, task, manifest, deadline, timer.token());
            if (rule.isOpen()) {
                rule = runs.ofEqualLengths();
            }
            return texts == null || !rule.mergesAnything() ? rule : runs.ofLengths(rule, texts);
        }
    }

    /** The runs of one trial, all within one time. */
    private record Runs(
            Engine engine,
            TaskSetup task,
            Manifest manifest,
            Deadline deadline,
            CancelToken cancel) {
        private List<String> outputs() {
            return manifest.signature().outputs().stream().map(TensorSpec::name).toList();
        }

        MergeRule ofEqualLengths() {
            MergeRule rule = MergeRule.notProbed("its inputs are too large to make up");
            MergeProbe probe = new MergeProbe(engine, outputs(), deadline, cancel);
            for (Map<String, Tensor> rows : ProbeRows.of(task, manifest.signature())) {
                rule = probe.rule(rows);
                if (!rule.isOpen() || cancel.isCancelled()) {
                    break;
                }
            }
            return rule;
        }

        MergeRule ofLengths(MergeRule rule, TextInputs texts) {
            String never = texts.neverPadded();
            if (never != null) {
                return rule.ofOneLength(never);
            }
            List<Map<String, Tensor>> rows = ProbeRows.ofLengths(task, texts);
            return new PadProbe(engine, outputs(), deadline, cancel)
                    .rule(
                            rule,
                            new PadRule(texts.fills(), TextInputs.MASK, Set.of()),
                            rows.subList(0, Math.min(rows.size(), rule.maxRows())),
                            !engine.quantisesDynamically());
        }
    }
}
