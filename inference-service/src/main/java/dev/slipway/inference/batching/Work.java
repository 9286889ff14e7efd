package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.EngineRequest;

/**
 * One request to an engine and who waits for its answer.
 *
 * @param observer told how it is served
 * @param of how urgent the request is that it belongs to, and whose
 */
public record Work(EngineRequest request, AnswerSink sink, RunObserver observer, RequestClass of) {
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
