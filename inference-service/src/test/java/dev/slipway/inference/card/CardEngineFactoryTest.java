package dev.slipway.inference.card;

import static dev.slipway.inference.card.PlayedCards.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.version.CardUse;
import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ExecutionProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardEngineFactoryTest {
    private static final ModelSignature NOTHING = new ModelSignature(List.of(), List.of());
    private static final String FOLDER = "trt_engine_cache_path";

    @TempDir Path directory;

    private final PlayedCards source = PlayedCards.of(2, 8 * GIB);

    private CardEngineFactory factory(PlayedEngines engines) {
        Cards cards = source.cards();
        EngineCache cache =
                new EngineCache(directory.resolve("tensorrt"), 1 << 20, InstantSource.system());
        return new CardEngineFactory(
                engines,
                new CardBudget(cards),
                new TensorRtEngines(cards, new CardSoftware("1.29.0", "101602"), cache));
    }

    private static Manifest wanting(@Nullable CardUse use) {
        return new Manifest(
                1,
                "model.onnx",
                List.of(new ManifestFile("model.onnx", 1, "aa")),
                NOTHING,
                null,
                null,
                null,
                null,
                use);
    }

    private static Engine load(EngineFactory factory) throws EngineLoadException {
        return factory.load(Path.of("model.onnx"), NOTHING, EngineThreads.sleeping(1));
    }

    private static String lack(EngineFactory factory) {
        return Objects.requireNonNull(factory.shortage()).sentence();
    }

    private static Map<String, String> options(PlayedEngines engines, int load, int provider) {
        return engines.loads.get(load).get(provider).options();
    }

    private static Path folder(PlayedEngines engines, int load) {
        return Path.of(Objects.requireNonNull(options(engines, load, 0).get(FOLDER)));
    }

    @Test
    void aVersionGetsTheReplicasOptionsAndItsOwnInTheirPlace() throws Exception {
        PlayedEngines engines = new PlayedEngines("cuda:device_id=1;use_tf32=0,cpu");
        CardEngineFactory factory = factory(engines);
        load(factory.of(wanting(null)));
        load(factory.of(wanting(new CardUse(0, GIB, null))));
        assertThat(engines.loads.get(0)).isEqualTo(engines.providers());
        assertThat(engines.loads.get(1))
                .isEqualTo(
                        ExecutionProvider.listOf(
                                "cuda:device_id=0;gpu_mem_limit=1073741824;use_tf32=0,cpu"));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aVersionThatDoesNotFitBesideAnotherFitsWhenThatIsClosed() throws Exception {
        PlayedEngines engines = new PlayedEngines("cuda,cpu");
        CardEngineFactory factory = factory(engines);
        EngineFactory large = factory.of(wanting(new CardUse(null, 6 * GIB, null)));
        Engine first = load(large);
        assertThat(first.quantisesDynamically()).isTrue();
        assertThat(lack(large)).contains("card 0 has 8192 MiB");
        assertThatThrownBy(() -> load(large)).isInstanceOf(EngineLoadException.class);
        assertThat(factory.of(wanting(new CardUse(1, 6 * GIB, null))).shortage()).isNull();
        assertThat(engines.loads).hasSize(1);

        first.close();

        assertThat(engines.closes).isOne();
        assertThat(large.shortage()).isNull();
    }

    @Test
    void theReplicasOwnLimitCountsForEachVersionThatHasNone() throws Exception {
        CardEngineFactory factory = factory(new PlayedEngines("cuda:gpu_mem_limit=5368709120,cpu"));
        load(factory.of(wanting(null)));
        assertThat(lack(factory.of(wanting(null)))).contains("5120 MiB");
    }

    @Test
    void whatComesFreeWithAVersionIsItsLimitOnItsOwnCard() {
        CardEngineFactory factory = factory(new PlayedEngines("cuda,cpu"));
        EngineFactory second = factory.of(wanting(new CardUse(1, 6 * GIB, null)));
        assertThat(second.promisedOf(1)).isEqualTo(6 * GIB);
        assertThat(second.promisedOf(0)).isZero();
        assertThat(factory.of(wanting(null)).promisedOf(0)).isZero();
    }

    @Test
    void whatIsFoundOnACardHoldsForTheRuntimeThatMakesItsEngines() {
        CardEngineFactory factory = factory(new PlayedEngines("cuda,cpu"));
        assertThat(factory.runtime()).isEqualTo("played 1.29.0");
        assertThat(factory.of(wanting(null)).runtime()).isEqualTo("played 1.29.0");
    }

    @Test
    void anEngineThatIsNotMadeTakesNothing() {
        PlayedEngines engines = new PlayedEngines("cuda,cpu");
        EngineFactory large = factory(engines).of(wanting(new CardUse(null, 6 * GIB, null)));
        engines.failures = 1;
        assertThatThrownBy(() -> load(large)).hasMessage("no 1");
        assertThat(large.shortage()).isNull();
    }

    @Test
    void whereNoProviderForCardsIsLeftNothingIsCounted() throws Exception {
        EngineFactory engines =
                factory(new PlayedEngines("cpu")).of(wanting(new CardUse(7, 100 * GIB, null)));
        load(engines);
        assertThat(engines.shortage()).isNull();
    }

    @Test
    void whatTensorRtBuiltForAVersionIsThereWhenItIsLoadedAgain() throws Exception {
        PlayedEngines engines = new PlayedEngines("tensorrt,cuda,cpu");
        EngineFactory version = factory(engines).of(wanting(null));
        Engine first = load(version);
        assertThat(options(engines, 0, 0))
                .containsOnlyKeys(
                        "trt_engine_cache_enable",
                        FOLDER,
                        "trt_timing_cache_enable",
                        "trt_timing_cache_path")
                .containsEntry("trt_engine_cache_enable", "1")
                .containsEntry("trt_timing_cache_path", folder(engines, 0).toString());
        assertThat(options(engines, 0, 1)).isEmpty();
        Files.writeString(folder(engines, 0).resolve("graph.engine"), "built");
        first.close();
        assertThat(engines.closes).isOne();

        load(version);

        assertThat(folder(engines, 1).resolve("graph.engine")).hasContent("built");
    }

    @Test
    void whatWasBuiltAndCannotBeLoadedIsBuiltAnewOnce() throws Exception {
        PlayedEngines engines = new PlayedEngines("tensorrt,cpu");
        EngineFactory version = factory(engines).of(wanting(null));
        Engine first = load(version);
        Files.writeString(folder(engines, 0).resolve("graph.engine"), "rotten");
        first.close();
        engines.failures = 1;

        load(version);

        assertThat(engines.loads).hasSize(3);
        assertThat(folder(engines, 2)).isEmptyDirectory();
        engines.failures = 2;
        assertThatThrownBy(() -> load(version)).hasMessage("no 4");
    }

    @Test
    void whatTheReplicaSaysOfItsCachesHolds() throws Exception {
        PlayedEngines engines =
                new PlayedEngines("tensorrt:trt_engine_cache_path=/mine;trt_fp16_enable=1,cpu");
        load(factory(engines).of(wanting(null)));
        assertThat(options(engines, 0, 0))
                .containsEntry(FOLDER, "/mine")
                .containsEntry("trt_fp16_enable", "1")
                .containsEntry("trt_timing_cache_enable", "1");
        PlayedEngines none =
                new PlayedEngines(
                        "tensorrt:trt_engine_cache_enable=0;trt_timing_cache_enable=False,cpu");
        load(factory(none).of(wanting(null)));
        assertThat(none.loads.getFirst()).isEqualTo(none.providers());
    }

    @Test
    void forACardThatCannotBeToldNothingIsKept() throws Exception {
        source.cards.clear();
        PlayedEngines engines = new PlayedEngines("tensorrt,cpu");
        load(factory(engines).of(wanting(null)));
        assertThat(engines.loads.getFirst()).isEqualTo(engines.providers());
        assertThat(directory).isEmptyDirectory();
    }
}
