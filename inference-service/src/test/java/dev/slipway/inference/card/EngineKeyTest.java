package dev.slipway.inference.card;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ExecutionProvider.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineKeyTest {
    private static final ManifestFile GRAPH = new ManifestFile("model.onnx", 1, "aa");
    private static final ManifestFile WEIGHTS = new ManifestFile("model.onnx_data", 1, "bb");
    private static final Manifest MANIFEST = manifest(GRAPH, WEIGHTS);
    private static final ExecutionProvider PLAIN = tensorRt(Map.of());
    private static final CardReading CARD = PlayedCards.card(0, "H200", 1);
    private static final CardSoftware SOFTWARE = new CardSoftware("1.29.0", "101602");
    private static final String DRIVER = "580.159";
    private static final String KEY = EngineKey.of(MANIFEST, PLAIN, CARD, DRIVER, SOFTWARE);

    private static Manifest manifest(ManifestFile... files) {
        return new Manifest(
                1,
                "model.onnx",
                List.of(files),
                new ModelSignature(List.of(), List.of()),
                null,
                null);
    }

    private static ExecutionProvider tensorRt(Map<String, String> options) {
        return new ExecutionProvider(Kind.TENSORRT, options);
    }

    @Test
    void itIsADigest() {
        assertThat(KEY).matches("[0-9a-f]{64}");
    }

    @Test
    void filesInAnotherOrderAndAnotherCardOfTheKindAreTheSame() {
        assertThat(
                        EngineKey.of(
                                manifest(WEIGHTS, GRAPH),
                                tensorRt(Map.of("device_id", "3")),
                                PlayedCards.card(3, "H200", 2),
                                DRIVER,
                                SOFTWARE))
                .isEqualTo(KEY);
    }

    @Test
    void whateverAnEngineDependsOnMakesAnotherKey() {
        ManifestFile others = new ManifestFile("model.onnx_data", 1, "bc");
        Set<String> keys = new HashSet<>(Set.of(KEY));
        keys.add(EngineKey.of(manifest(GRAPH, others), PLAIN, CARD, DRIVER, SOFTWARE));
        keys.add(EngineKey.of(manifest(GRAPH), PLAIN, CARD, DRIVER, SOFTWARE));
        keys.add(EngineKey.of(MANIFEST, PLAIN, PlayedCards.card(0, "A100", 1), DRIVER, SOFTWARE));
        keys.add(EngineKey.of(MANIFEST, PLAIN, CARD, "590.1", SOFTWARE));
        keys.add(EngineKey.of(MANIFEST, PLAIN, CARD, DRIVER, new CardSoftware("1.30.0", "101602")));
        keys.add(EngineKey.of(MANIFEST, PLAIN, CARD, DRIVER, new CardSoftware("1.29.0", "101603")));
        keys.add(
                EngineKey.of(
                        MANIFEST,
                        tensorRt(Map.of("trt_fp16_enable", "1")),
                        CARD,
                        DRIVER,
                        SOFTWARE));
        assertThat(keys).hasSize(8);
    }
}
