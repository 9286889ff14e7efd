package dev.slipway.inference.model;

import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.RunSharing;
import dev.slipway.inference.task.TaskSetup;

/**
 * A version that was warmed and tried, before it is served.
 *
 * @param cost what its trials taught
 * @param sharing how its engine was opened
 */
record WarmVersion(
        VersionId id,
        LocalPackage files,
        Engine engine,
        TaskSetup task,
        MergeRule rule,
        LearnedCost cost,
        RunSharing sharing) {
    /** Where it is not served after all. */
    void close() {
        engine.close();
        task.close();
    }
}
