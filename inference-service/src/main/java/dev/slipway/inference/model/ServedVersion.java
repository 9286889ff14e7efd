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
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version that is ready. Who uses it holds it, so that it is not unloaded underneath. */
public final class ServedVersion {
    private final VersionFacts facts;
    private final Engine engine;
    private final VersionQueue queue;
    private final TaskSetup task;
    private final WideLane wideLane;
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
            TaskSetup task,
            WideLane wideLane) {
        this(
                VersionFacts.of(id, manifest, task, mergeRule, new LearnedCost(), admission),
                engine,
                queue,
                task,
                wideLane);
    }

    ServedVersion(
            VersionFacts facts,
            Engine engine,
            VersionQueue queue,
            TaskSetup task,
            WideLane wideLane) {
        this.facts = facts;
        this.engine = engine;
        this.queue = queue;
        this.task = task;
        this.wideLane = wideLane;
    }

    /** What stays known of it when it leaves memory. */
    VersionFacts facts() {
        return facts;
    }

    public VersionId id() {
        return facts.id();
    }

    public ModelSignature signature() {
        return facts.signature();
    }

    /** Whether its requests share runs, and why. */
    public MergeRule mergeRule() {
        return facts.mergeRule();
    }

    public VersionQueue queue() {
        return queue;
    }

    public Admission admission() {
        return facts.admission();
    }

    /**
     * Whether a request is let in of which only the head is known. Where answers are kept all are:
     * the head does not say whether an engine is needed at all.
     */
    public Verdict judge(RequestClass of, Deadline deadline) {
        VersionResponses kept = responses();
        if (kept != null && kept.isOn()) {
            return Verdict.Entry.IN_TIME;
        }
        return admission().punctuality().judge(queue.forecast(of, deadline), deadline);
    }

    /**
     * The same by all that a request asks of the engine.
     *
     * @param works at least one
     */
    public Verdict judge(List<Work> works) {
        Deadline deadline = works.getFirst().request().deadline();
        return admission().punctuality().judge(queue.forecast(works), deadline);
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
        return facts.responses();
    }

    /** Holds for requests that ask from now on. */
    void treat(VersionSettings settings) {
        texts = settings.texts();
        VersionResponses kept = responses();
        if (kept != null) {
            kept.keep(settings.caching());
        }
    }

    /** False when it leaves memory; each true is paid back with {@link #release}. */
    public synchronized boolean tryUse() {
        if (unloading) {
            return false;
        }
        users++;
        return true;
    }

    /**
     * One more use by who has one, also while it leaves memory: it goes after the last of them.
     * False when it leaves and nobody uses it any more; each true is paid back with {@link
     * #release()}.
     */
    public synchronized boolean tryUseAgain() {
        if (unloading && users == 0) {
            return false;
        }
        users++;
        return true;
    }

    public synchronized void release(long nowNanos) {
        lastUseNanos = nowNanos;
        release();
    }

    /** Pays back a use within a request's, which itself says when the version was used last. */
    public synchronized void release() {
        users--;
        if (unloading && users == 0) {
            notifyAll();
        }
    }

    /** True, once, when nobody uses it and nobody did since; from then on nobody can. */
    public synchronized boolean tryUnload(long sinceNanos) {
        if (unloading || users > 0 || lastUseNanos - sinceNanos > 0) {
            return false;
        }
        unloading = true;
        return true;
    }

    /** From now on nobody can use it anew; who uses it goes on. */
    synchronized void letNobodyIn() {
        unloading = true;
    }

    /** Nothing closes it: it can be used again. */
    synchronized void letInAgain() {
        unloading = false;
    }

    /** Whether {@link #tryUnload} would be true now. */
    synchronized boolean isIdle(long sinceNanos) {
        return !unloading && users == 0 && lastUseNanos - sinceNanos <= 0;
    }

    synchronized long lastUseNanos() {
        return lastUseNanos;
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

    /** It goes for good, after nobody can use it any more and nobody does. */
    void unload() {
        queue.close();
        facts.forgetAnswers();
        close();
    }

    /** Its engine goes and what is known of it stays; waits for those who still use it. */
    void leaveMemory() {
        awaitUnused();
        queue.close();
        close();
    }

    private synchronized void awaitUnused() {
        boolean interrupted = false;
        while (users > 0) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void close() {
        wideLane.close();
        engine.close();
        task.close();
    }
}
