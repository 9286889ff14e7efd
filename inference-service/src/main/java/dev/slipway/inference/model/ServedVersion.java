package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.VersionQueue;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextClassification;
import dev.slipway.inference.task.TextSettings;

/** A version that is ready. Who uses it holds it, so that it is not unloaded underneath. */
public final class ServedVersion {
    private final VersionId id;
    private final ModelSignature signature;
    private final Engine engine;
    private final MergeRule mergeRule;
    private final VersionQueue queue;
    private final Admission admission;
    private final TaskSetup task;
    private volatile TextSettings texts = TextSettings.DEFAULT;
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
            TaskSetup task) {
        this.id = id;
        this.signature = signature(manifest, task);
        this.engine = engine;
        this.mergeRule = mergeRule;
        this.queue = queue;
        this.admission = admission;
        this.task = task;
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

    public TaskSetup task() {
        return task;
    }

    /** How texts are treated now; whoever reads it once per request sees no change in between. */
    public TextSettings texts() {
        return texts;
    }

    /** Holds for requests that ask from now on. */
    void treatTexts(TextSettings settings) {
        texts = settings;
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

    /** True, once, when nobody uses it and nobody did since; from then on nobody can. */
    synchronized boolean tryUnload(long sinceNanos) {
        if (unloading || users > 0 || lastUseNanos - sinceNanos > 0) {
            return false;
        }
        unloading = true;
        return true;
    }

    synchronized void usedAt(long nowNanos) {
        lastUseNanos = nowNanos;
    }

    void unload() {
        queue.close();
        engine.close();
        task.close();
    }
}
