package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.EngineRequest;
import org.jspecify.annotations.Nullable;

/**
 * One request to an engine and who waits for its answer.
 *
 * @param observer told how it is served
 * @param of how urgent the request is that it belongs to, and whose
 * @param party the request that it belongs to, where that may have to make room for another one
 */
public record Work(
        EngineRequest request,
        AnswerSink sink,
        RunObserver observer,
        RequestClass of,
        @Nullable Party party) {
    /** Work of a request that makes room for nobody. */
    public Work(EngineRequest request, AnswerSink sink, RunObserver observer, RequestClass of) {
        this(request, sink, observer, of, null);
    }

    // Two works are the same only if they are one object: equal requests are answered apart.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
