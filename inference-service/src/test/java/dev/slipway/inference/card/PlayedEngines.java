package dev.slipway.inference.card;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ProviderEngineFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Notes with which providers engines are made; each fails as often as a test wants. */
final class PlayedEngines implements ProviderEngineFactory {
    final List<List<ExecutionProvider>> loads = new ArrayList<>();
    int failures;
    int closes;
    private final List<ExecutionProvider> own;

    PlayedEngines(String providers) {
        own = ExecutionProvider.listOf(providers);
    }

    @Override
    public List<ExecutionProvider> providers() {
        return own;
    }

    @Override
    public EngineFactory with(List<ExecutionProvider> others) {
        return (_, _, _) -> load(others);
    }

    @Override
    public Engine load(Path modelFile, ModelSignature signature, EngineThreads threads)
            throws EngineLoadException {
        return load(own);
    }

    private Engine load(List<ExecutionProvider> providers) throws EngineLoadException {
        loads.add(providers);
        if (failures > 0) {
            failures--;
            throw new EngineLoadException("no " + loads.size());
        }
        return new Played();
    }

    @Override
    public String runtime() {
        return "played 1.29.0";
    }

    private final class Played implements Engine {
        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            sink.complete();
        }

        @Override
        public boolean quantisesDynamically() {
            return true;
        }

        @Override
        public void close() {
            closes++;
        }
    }
}
