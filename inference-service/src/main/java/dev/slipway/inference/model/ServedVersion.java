package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.Verdict;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.VersionQueue;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.cache.VersionResponses;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextClassification;
import dev.slipway.inference.task.TextSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version that is ready. Who uses it holds it, so that it is not unloaded underneath. */
public final class ServedVersion {
    private final VersionId id;
    private final ModelSignature signature;
    private final Engine engine;
    private final MergeRule mergeRule;
    private final VersionQueue queue;
    private final Admission admission;
    private final TaskSetup task;
    private final WideLane wideLane;
    private volatile TextSettings texts = TextSettings.DEFAULT;
    private volatile @Nullable VersionResponses responses;
    private int users;
    private boolean unloading;
    private long lastUseNanos;

    public ServedVersion(
            VersionId id,
            Manifest manifest,
            Engine engine,
            MergeRule mergeRule,
            VersionQueue queue,
            Admission admission,
            TaskSetup task,
            WideLane wideLane) {
        this.id = id;
        this.signature = signature(manifest, task);
        this.engine = engine;
        this.mergeRule = mergeRule;
        this.queue = queue;
        this.admission = admission;
        this.task = task;
        this.wideLane = wideLane;
    }

    /** A task that knows the classes of an output names them. */
    private static ModelSignature signature(Manifest manifest, TaskSetup task) {
        return task instanceof TaskSetup.Classification(TextClassification classification)
                ? classification.named(manifest.signature())
                : manifest.signature();
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

    public VersionQueue queue() {
        return queue;
    }

    public Admission admission() {
        return admission;
    }

    /**
     * Whether a request is let in of which only the head is known. Where answers are kept all are:
     * the head does not say whether an engine is needed at all.
     */
    public Verdict judge(RequestClass of, Deadline deadline) {
        VersionResponses kept = responses;
        if (kept != null && kept.isOn()) {
            return Verdict.Entry.IN_TIME;
        }
        return admission.punctuality().judge(queue.forecast(of, deadline), deadline);
    }

    /**
     * The same by all that a request asks of the engine.
     *
     * @param works at least one
     */
    public Verdict judge(List<Work> works) {
        Deadline deadline = works.getFirst().request().deadline();
        return admission.punctuality().judge(queue.forecast(works), deadline);
    }

    public TaskSetup task() {
        return task;
    }

    /** How texts are treated now; whoever reads it once per request sees no change in between. */
    public TextSettings texts() {
        return texts;
    }

    /** What is kept of its answers; null where nothing can be. */
    public @Nullable VersionResponses responses() {
        return responses;
    }

    /** Once, before anybody uses it; closed with it. */
    void keepsAnswersIn(VersionResponses part) {
        responses = part;
    }

    /** Holds for requests that ask from now on. */
    void treat(VersionSettings settings) {
        texts = settings.texts();
        VersionResponses kept = responses;
        if (kept != null) {
            kept.keep(settings.caching());
        }
    }

    /** False when it is being unloaded; each true is paid back with {@link #release}. */
    public synchronized boolean tryUse() {
        if (unloading) {
            return false;
        }
        users++;
        return true;
    }

    public synchronized void release(long nowNanos) {
        users--;
        lastUseNanos = nowNanos;
    }

    /** Pays back a use within a request's, which itself says when the version was used last. */
    public synchronized void release() {
        users--;
    }

    /** True, once, when nobody uses it and nobody did since; from then on nobody can. */
    public synchronized boolean tryUnload(long sinceNanos) {
        if (unloading || users > 0 || lastUseNanos - sinceNanos > 0) {
            return false;
        }
        unloading = true;
        return true;
    }

    synchronized void usedAt(long nowNanos) {
        lastUseNanos = nowNanos;
    }

    /** Gives back what is kept only for traffic that did not come for a while. */
    void rest() {
        wideLane.rest();
    }

    /** Gives back what only makes lone runs faster. */
    void giveWay() {
        wideLane.giveWay();
    }

    void unload() {
        queue.close();
        VersionResponses kept = responses;
        if (kept != null) {
            kept.close();
        }
        wideLane.close();
        engine.close();
        task.close();
    }
}
