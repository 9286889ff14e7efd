package dev.slipway.inference.model;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.card.CardBudget;
import dev.slipway.inference.card.CardEngineFactory;
import dev.slipway.inference.card.CardNumbers;
import dev.slipway.inference.card.CardReading;
import dev.slipway.inference.card.CardSoftware;
import dev.slipway.inference.card.CardSource;
import dev.slipway.inference.card.Cards;
import dev.slipway.inference.card.EngineCache;
import dev.slipway.inference.card.TensorRtEngines;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ProviderEngineFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A card of 8 GiB of which each version may take 5: two do not fit together. */
final class PlayedCard implements ProviderEngineFactory {
    private static final long BYTES = 8L << 30;
    private static final String PROVIDERS = "cuda:gpu_mem_limit=5368709120,cpu";

    private final EngineFactory engines;

    private PlayedCard(EngineFactory engines) {
        this.engines = engines;
    }

    /**
     * Engines of others, as far as the card has room for them.
     *
     * @param folder nothing is kept there: nothing is built
     */
    static EngineFactory around(EngineFactory engines, Path folder) {
        Cards cards = new Cards(new OneCard(), new CardNumbers(null, null), System::nanoTime);
        return new CardEngineFactory(
                new PlayedCard(engines),
                new CardBudget(cards),
                new TensorRtEngines(
                        cards,
                        new CardSoftware("played", ""),
                        new EngineCache(folder, 1, InstantSource.system())));
    }

    @Override
    public List<ExecutionProvider> providers() {
        return ExecutionProvider.listOf(PROVIDERS);
    }

    @Override
    public EngineFactory with(List<ExecutionProvider> others) {
        return engines;
    }

    @Override
    public Engine load(Path modelFile, ModelSignature signature, EngineThreads threads)
            throws EngineLoadException {
        return engines.load(modelFile, signature, threads);
    }

    /** Tells how much memory it has. */
    private static final class OneCard implements CardSource {
        @Override
        public String driver() {
            return "";
        }

        @Override
        public List<CardReading> read() {
            return List.of(
                    new CardReading(
                            0,
                            "played",
                            "9.0",
                            OptionalLong.of(BYTES),
                            OptionalLong.empty(),
                            OptionalDouble.empty()));
        }
    }
}
