package dev.slipway.inference.card;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;

/**
 * An engine that holds something of a card until it is closed.
 *
 * @param closed gives that back, after the engine is closed
 */
record CardEngine(Engine engine, Runnable closed) implements Engine {
    @Override
    public void run(EngineRequest request, AnswerSink sink) {
        engine.run(request, sink);
    }

    @Override
    public boolean quantisesDynamically() {
        return engine.quantisesDynamically();
    }

    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            closed.run();
        }
    }
}
