package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.cache.VersionResponses;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextClassification;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a ready version, wherever it is kept. It outlives the version's engines: what
 * was tried once is not tried again when the next one is loaded, requests that wait for that have
 * their places here, and questions about the version need no engine.
 */
public final class VersionFacts {
    private final VersionId id;
    private final ModelSignature signature;
    private final MergeRule mergeRule;
    private final LearnedCost cost;
    private final Admission admission;
    private volatile @Nullable VersionResponses responses;

    private VersionFacts(
            VersionId id,
            ModelSignature signature,
            MergeRule mergeRule,
            LearnedCost cost,
            Admission admission) {
        this.id = id;
        this.signature = signature;
        this.mergeRule = mergeRule;
        this.cost = cost;
        this.admission = admission;
    }

    /** A task that knows the classes of an output names them in the signature. */
    static VersionFacts of(
            VersionId id,
            Manifest manifest,
            TaskSetup task,
            MergeRule mergeRule,
            LearnedCost cost,
            Admission admission) {
        ModelSignature signature =
                task instanceof TaskSetup.Classification(TextClassification classification)
                        ? classification.named(manifest.signature())
                        : manifest.signature();
        return new VersionFacts(id, signature, mergeRule, cost, admission);
    }

    public VersionId id() {
        return id;
    }

    public ModelSignature signature() {
        return signature;
    }

    /** Whether its requests share runs, and why. */
    public MergeRule mergeRule() {
        return mergeRule;
    }

    /** What its runs have taught. */
    LearnedCost cost() {
        return cost;
    }

    /** The places of its requests, of those too that wait until it is in memory. */
    public Admission admission() {
        return admission;
    }

    /** What is kept of its answers; null where nothing can be. */
    public @Nullable VersionResponses responses() {
        return responses;
    }

    /** Once, before anybody uses it. */
    void keepsAnswersIn(VersionResponses part) {
        responses = part;
    }

    /** It goes for good. */
    void forgetAnswers() {
        VersionResponses kept = responses;
        if (kept != null) {
            kept.close();
        }
    }
}
