package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;

/** An engine whose time is counted. */
public record MeasuredEngine(Engine engine, RunCounters counters) implements Engine {
    @Override
    public void run(EngineRequest request, AnswerSink sink) {
        long begun = System.nanoTime();
        try {
            engine.run(request, sink);
        } finally {
            counters.computed(System.nanoTime() - begun);
        }
    }

    @Override
    public boolean quantisesDynamically() {
        return engine.quantisesDynamically();
    }

    @Override
    public void close() {
        engine.close();
    }
}
