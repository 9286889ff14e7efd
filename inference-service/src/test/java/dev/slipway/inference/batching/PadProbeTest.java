package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lengths are mixed only where a row gives padded what it gives alone. */
class PadProbeTest {
    private static final PadRule PROPOSED = new PadRule(Texts.PADDING.fills(), "mask", Set.of());

    /** Adds up the ids of each row and gives each token that sum times itself. */
    private static final class Sums implements Engine {
        private final List<EngineRequest> runs = new ArrayList<>();
        private boolean reads = true;
        private boolean givesPairs;
        private float noise;
        private @Nullable Integer longestRefused;

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs.add(request);
            Tensor tensor = Objects.requireNonNull(request.inputs().get("ids"));
            long[] ids = (long[]) tensor.data();
            int[] mask = (int[]) Objects.requireNonNull(request.inputs().get("mask")).data();
            int rows = tensor.rows();
            int length = ids.length / rows;
            if (longestRefused != null && rows > 1 && length >= longestRefused) {
                sink.refuse(Refusal.invalidInput("too long"));
                return;
            }
            float[] pooled = new float[rows];
            for (int i = 0; i < ids.length; i++) {
                pooled[i / length] += !reads || mask[i] == 1 ? (float) ids[i] : 0;
            }
            float[] tokens = new float[ids.length];
            for (int i = 0; i < ids.length; i++) {
                float id = (float) ids[i];
                tokens[i] = pooled[i / length] * id + (rows > 1 ? noise : 0);
            }
            Tensor perToken =
                    givesPairs
                            ? Tensor.floats(new float[ids.length * length], rows, length, length)
                            : Tensor.floats(tokens, rows, length);
            sink.answer(Map.of("tokens", perToken, "pooled", Tensor.floats(pooled, rows, 1)));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private final Sums engine = new Sums();
    private final CancelToken cancel = new CancelToken();

    private MergeRule rule(boolean exact, int... lengths) {
        EngineRequest any = Texts.request(1, 1, 1);
        return new PadProbe(engine, any.outputs(), any.deadline(), cancel)
                .rule(
                        Texts.EQUAL,
                        PROPOSED,
                        IntStream.of(lengths)
                                .mapToObj(length -> Texts.request(length, 1, length).inputs())
                                .toList(),
                        exact);
    }

    private void assertNotMixed(MergeRule rule, String why) {
        assertThat(rule.pads()).isFalse();
        assertThat(rule.maxRows()).isEqualTo(Texts.EQUAL.maxRows());
        assertThat(rule.merging()).isEqualTo(Texts.EQUAL.merging());
        assertThat(rule.reason()).isEqualTo("test; lengths are not mixed, since " + why);
    }

    @Test
    void aModelThatReadsItsMaskMixesLengthsAndItsOutputOfTokensIsCut() {
        MergeRule rule = rule(true, 2, 9, 4);
        assertThat(rule.padding())
                .isEqualTo(new PadRule(Texts.PADDING.fills(), "mask", Set.of("tokens")));
        assertThat(rule.reason()).isEqualTo("test; texts of different lengths are padded");
        assertThat(rule.maxRows()).isEqualTo(Texts.EQUAL.maxRows());
        assertThat(engine.runs)
                .extracting(run -> String.valueOf(run.inputs().get("ids")))
                .containsExactly("INT64[1,2]", "INT64[1,9]", "INT64[1,4]", "INT64[3,9]");
    }

    @Test
    void oneThatDoesNotIsFoundOut() {
        engine.reads = false;
        MergeRule rule = rule(true, 2, 9, 4);
        assertNotMixed(rule, "output 'tokens' of a text depends on its padding");
    }

    @Test
    void numbersMayDifferWhereOnlyShapesAreAsked() {
        engine.noise = 0.5f;
        assertThat(rule(true, 2, 9, 4).pads()).isFalse();
        assertThat(rule(false, 2, 9, 4).pads()).isTrue();
        engine.givesPairs = true;
        assertNotMixed(
                rule(false, 2, 9, 4),
                "output 'tokens' of a padded text has another shape than alone");
    }

    @Test
    void aModelThatDoesNotRunOnPaddedTextsIsNotMixed() {
        engine.longestRefused = 9;
        assertNotMixed(
                rule(true, 2, 9, 4),
                "the model does not run on what was made up for it (too long)");
    }

    @Test
    void textsOfOneLengthTellNothing() {
        assertNotMixed(rule(true, 5, 5), "no texts of different lengths could be made up");
        assertThat(engine.runs).isEmpty();
    }

    @Test
    void aTrialThatWasCancelledSaysSo() {
        engine.longestRefused = 9;
        cancel.cancel();
        assertNotMixed(rule(true, 2, 9), "trying it took too long");
    }
}
