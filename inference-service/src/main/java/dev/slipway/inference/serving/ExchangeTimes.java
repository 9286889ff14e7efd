package dev.slipway.inference.serving;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.batching.Party;
import dev.slipway.inference.batching.ReleaseReason;
import dev.slipway.inference.batching.RunObserver;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.cache.Lookup;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.telemetry.Span;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a traced request reached the queue, the engine and the engine's last answer. Kept beside the
 * request, since none of its threads knows of the others; a request that nobody traces has none.
 */
public final class ExchangeTimes implements RunObserver {
    private static final long NEVER = Long.MIN_VALUE;

    private final Receipt receipt;
    private final Span span;
    private final AtomicLong queued = new AtomicLong(NEVER);
    private final AtomicLong started = new AtomicLong(NEVER);
    private final AtomicLong answered = new AtomicLong(NEVER);

    /**
     * Nothing came to pass yet.
     *
     * @param receipt told everything too
     */
    ExchangeTimes(Receipt receipt, Span span) {
        this.receipt = receipt;
        this.span = span;
    }

    Work watch(EngineRequest request, AnswerSink sink, RequestClass of, Party party) {
        queued.compareAndSet(NEVER, System.nanoTime());
        return new Work(request, new WatchedSink(sink, answered), this, of, party);
    }

    @Override
    public void started(ReleaseReason why, int rows, long waitedNanos) {
        started.compareAndSet(NEVER, System.nanoTime());
        receipt.started(why, rows, waitedNanos);
    }

    @Override
    public void ran(long nanos) {
        receipt.ran(nanos);
    }

    @Override
    public Span span() {
        return span;
    }

    /** Adds what came to pass to the request's span. */
    public void tell() {
        long inQueue = queued.get();
        long inEngine = started.get();
        long done = answered.get();
        // What was answered from what is kept never was in the queue.
        if (inQueue == NEVER || receipt.lookup() == Lookup.HIT) {
            return;
        }
        long now = System.nanoTime();
        span.step("queue", inQueue, inEngine == NEVER ? now : inEngine);
        if (inEngine != NEVER) {
            span.step("engine", inEngine, done == NEVER ? now : done);
        }
    }

    private record WatchedSink(AnswerSink sink, AtomicLong answered) implements AnswerSink {
        @Override
        public void answer(Map<String, Tensor> outputs) {
            answered.set(System.nanoTime());
            sink.answer(outputs);
        }

        @Override
        public void complete() {
            sink.complete();
        }

        @Override
        public void refuse(Refusal refusal) {
            answered.set(System.nanoTime());
            sink.refuse(refusal);
        }
    }
}
