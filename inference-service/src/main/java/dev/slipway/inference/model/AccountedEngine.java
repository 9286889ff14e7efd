package dev.slipway.inference.model;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.memory.NativeMemory;

/** An engine whose memory is accounted until it is closed. */
record AccountedEngine(Engine engine, NativeMemory.Share share) implements Engine {
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
            share.release();
        }
    }
}
