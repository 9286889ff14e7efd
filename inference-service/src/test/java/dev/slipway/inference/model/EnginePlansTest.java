package dev.slipway.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.ProcessorUse;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.engine.RunSharing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose word holds: the package's, the settings', or what was found. */
class EnginePlansTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final RunSharing USUAL = new RunSharing(1, PROCESSORS);
    private static final RunSharing FOUND = new RunSharing(PROCESSORS, 1);
    private static final EngineThreads SPINNING = new EngineThreads(PROCESSORS, true);

    private final KnownPlans memory = new KnownPlans();
    private final EnginePlans plans = plans(true);

    @BeforeEach
    void needsMoreThanOneProcessor() {
        Assumptions.assumeTrue(PROCESSORS > 1);
    }

    private EnginePlans plans(boolean search) {
        return new EnginePlans(
                new EngineSettings(0, 0, true, search, "cpu", ProviderPolicy.STRICT, ""), memory);
    }

    private static Manifest manifest(String graph, long bytes, @Nullable ProcessorUse use) {
        return new Manifest(
                1,
                "onnx/model.onnx",
                List.of(
                        new ManifestFile("config.json", 1, "00".repeat(32)),
                        new ManifestFile("onnx/model.onnx", bytes, graph.repeat(64))),
                new ModelSignature(List.of(), List.of()),
                null,
                null,
                null,
                use,
                null);
    }

    private static Manifest small(String graph) {
        return manifest(graph, 1, null);
    }

    @Test
    void whatWasFoundHoldsForEveryVersionOfTheGraph() {
        assertThat(plans.isSharingOpen(small("a"))).isTrue();
        assertThat(plans.sharing(small("a"))).isEqualTo(USUAL);
        assertThat(plans.lane(small("a"), USUAL)).isNull();
        plans.found(small("a"), FOUND);
        plans.found(small("a"), SPINNING);
        assertThat(plans.isSharingOpen(small("a"))).isFalse();
        assertThat(plans.sharing(small("a"))).isEqualTo(FOUND);
        assertThat(plans.lane(small("a"), USUAL)).isEqualTo(SPINNING);
        assertThat(plans.isSharingOpen(small("b"))).isTrue();
        assertThat(plans.lane(small("b"), USUAL)).isNull();
    }

    @Test
    void whatThePackageSaysHoldsAgainstWhatWasFound() {
        plans.found(small("a"), FOUND);
        Manifest said = manifest("a", 1, new ProcessorUse(1, null));
        assertThat(plans.sharing(said)).isEqualTo(USUAL);
        assertThat(plans.isSharingOpen(manifest("b", 1, new ProcessorUse(null, 1)))).isFalse();
    }

    @Test
    void withoutASearchNothingThatWasFoundHolds() {
        plans.found(small("a"), FOUND);
        plans.found(small("a"), SPINNING);
        EnginePlans without = plans(false);
        assertThat(without.isSharingOpen(small("b"))).isFalse();
        assertThat(without.sharing(small("a"))).isEqualTo(USUAL);
        assertThat(without.lane(small("a"), USUAL)).isEqualTo(EngineThreads.sleeping(PROCESSORS));
    }

    @Test
    void aLargeModelIsServedAsMostAreBestServed() {
        Manifest large = manifest("a", EnginePlans.MOST_SEARCHED + 1, null);
        assertThat(plans.isSharingOpen(large)).isFalse();
        assertThat(plans.sharing(large)).isEqualTo(USUAL);
        assertThat(plans.lane(large, USUAL)).isEqualTo(EngineThreads.sleeping(PROCESSORS));
    }

    @Test
    void runsThatHaveEveryProcessorHaveNoLaneOfTheirOwn() {
        assertThat(plans.lane(small("a"), FOUND)).isEqualTo(EngineThreads.NONE);
    }

    @Test
    void theWholePlanIsSaidToPeople() {
        assertThat(plans.words(small("a"), USUAL)).endsWith(" × 1 thread, lone runs: to be found");
        plans.found(small("a"), SPINNING);
        assertThat(plans.words(small("a"), new RunSharing(1, 2)))
                .isEqualTo("runs: 2 × 1 thread, lone runs: " + PROCESSORS + " threads, spinning");
        plans.found(small("a"), EngineThreads.NONE);
        assertThat(plans.words(small("a"), USUAL)).endsWith(", lone runs: as all");
    }
}
