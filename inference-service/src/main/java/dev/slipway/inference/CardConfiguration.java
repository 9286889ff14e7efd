package dev.slipway.inference;

import dev.slipway.inference.card.CardBudget;
import dev.slipway.inference.card.CardEngineFactory;
import dev.slipway.inference.card.CardSoftware;
import dev.slipway.inference.card.Cards;
import dev.slipway.inference.card.EngineCache;
import dev.slipway.inference.card.TensorRtEngines;
import dev.slipway.inference.card.metrics.CardMetricsConfiguration;
import dev.slipway.inference.card.nvidia.NvidiaConfiguration;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ExecutionProvider.Kind;
import dev.slipway.inference.engine.ProviderEngineFactory;
import dev.slipway.inference.engine.onnx.OnnxConfiguration;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What makes engines; a replica on the processor alone looks for no card. */
@Configuration(proxyBeanMethods = false)
class CardConfiguration {
    /** What is kept of built engines is this part of what artefacts may take, beside that. */
    private static final int PART_OF_CACHE = 8;

    @Bean
    EngineCache engineCache(InferenceSettings settings) {
        return new EngineCache(
                settings.artefact().cacheDirectory().resolve("tensorrt"),
                settings.artefact().maxCacheBytes() / PART_OF_CACHE,
                InstantSource.system());
    }

    @Bean
    EngineFactory engineFactory(
            InferenceSettings settings, EngineCache built, PrometheusRegistry pages) {
        Path natives = settings.artefact().cacheDirectory().resolve("native");
        ProviderEngineFactory engines = OnnxConfiguration.engineFactory(natives, settings.engine());
        List<Kind> kinds = engines.providers().stream().map(ExecutionProvider::kind).toList();
        if (kinds.getFirst() == Kind.CPU) {
            return engines;
        }
        Cards cards = NvidiaConfiguration.cards();
        CardBudget budget = new CardBudget(cards);
        CardMetricsConfiguration.publish(pages, cards, budget);
        CardSoftware software =
                new CardSoftware(
                        engines.runtime(),
                        kinds.contains(Kind.TENSORRT) ? NvidiaConfiguration.tensorRt() : "");
        return new CardEngineFactory(engines, budget, new TensorRtEngines(cards, software, built));
    }
}
