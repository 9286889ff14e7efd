package dev.slipway.inference.card;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.engine.CardShortage;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ProviderEngineFactory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes engines on cards, each version's on its own card and within its own limit. */
public final class CardEngineFactory implements EngineFactory {
    private final ProviderEngineFactory engines;
    private final CardBudget budget;
    private final TensorRtEngines built;

    public CardEngineFactory(
            ProviderEngineFactory engines, CardBudget budget, TensorRtEngines built) {
        this.engines = engines;
        this.budget = budget;
        this.built = built;
    }

    /** With the replica's own options, beside every budget. */
    @Override
    public Engine load(Path modelFile, ModelSignature signature, EngineThreads threads)
            throws EngineLoadException {
        return engines.load(modelFile, signature, threads);
    }

    @Override
    public String runtime() {
        return engines.runtime();
    }

    @Override
    public EngineFactory of(Manifest manifest) {
        List<ExecutionProvider> providers =
                engines.providers().stream()
                        .map(provider -> provider.forVersion(manifest.cardUse()))
                        .toList();
        CardPlace place = CardPlace.of(providers);
        return place == null ? engines : new OfVersion(manifest, providers, place);
    }

    private final class OfVersion implements EngineFactory {
        private final Manifest manifest;
        private final List<ExecutionProvider> providers;
        private final CardPlace place;

        OfVersion(Manifest manifest, List<ExecutionProvider> providers, CardPlace place) {
            this.manifest = manifest;
            this.providers = providers;
            this.place = place;
        }

        @Override
        public String runtime() {
            return engines.runtime();
        }

        @Override
        public @Nullable CardShortage shortage() {
            return budget.shortage(place);
        }

        @Override
        public long promisedOf(int device) {
            return device == place.device() ? place.limit() : 0;
        }

        @Override
        public Engine load(Path modelFile, ModelSignature signature, EngineThreads threads)
                throws EngineLoadException {
            CardBudget.Share share = budget.reserve(place);
            Engine engine = null;
            try {
                engine =
                        built.load(
                                manifest,
                                providers,
                                these -> engines.with(these).load(modelFile, signature, threads));
                return new CardEngine(engine, share::release);
            } finally {
                if (engine == null) {
                    share.release();
                }
            }
        }
    }
}
