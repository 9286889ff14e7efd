package dev.slipway.inference.task;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.task.ClassifierConfig.Scoring;
import dev.slipway.inference.task.json.SentenceTransformersConfiguration;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a classifier's files mean, and how its logits become scores. */
class TextClassificationTest {
    private static final ClassifierConfig UNSAID = new ClassifierConfig(List.of(), "");

    private static ModelSignature gives(TensorSpec... outputs) {
        return TestPackage.signature(
                new TensorSpec[] {spec("input_ids", "INT64", "n", "t")}, outputs);
    }

    private static TextClassification of(ClassifierConfig config, TensorSpec... outputs)
            throws UnsupportedTaskException {
        return new TextClassification(new NoTokenizer(), config, gives(outputs));
    }

    private static float[] scores(String problemType, boolean raw, float... logits)
            throws UnsupportedTaskException {
        TextClassification classifier =
                of(
                        new ClassifierConfig(List.of(), problemType),
                        spec("logits", "FP32", "n", logits.length));
        float[] scores = classifier.scores(Tensor.floats(logits, 1, logits.length), raw);
        assertThat(scores).isNotNull();
        return scores == null ? new float[0] : scores;
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2, SOFTMAX",
        "'', 1, SIGMOID",
        "single_label_classification, 3, SOFTMAX",
        "single_label_classification, 1, SIGMOID",
        "multi_label_classification, 3, SIGMOID",
        "regression, 1, NONE",
        "regression, 3, NONE",
        "other, 3, SOFTMAX"
    })
    void scoresAreMadeAsThePipelineOfTransformersMakesThem(
            String problemType, int classes, Scoring expected) {
        assertThat(new ClassifierConfig(List.of(), problemType).scoring(classes))
                .isEqualTo(expected);
    }

    @Test
    void oneOfSeveralClassesIsRight() throws Exception {
        float[] scores = scores("", false, 1, 3, 2);

        assertThat(scores[0]).isCloseTo(0.090031f, within(1e-6f));
        assertThat(scores[1]).isCloseTo(0.665241f, within(1e-6f));
        assertThat(scores[2]).isCloseTo(0.244728f, within(1e-6f));
    }

    @Test
    void largeLogitsStayFinite() throws Exception {
        assertThat(scores("", false, 1000, -1000)).containsExactly(1, 0);
    }

    @Test
    void eachClassIsRightByItself() throws Exception {
        assertThat(scores("multi_label_classification", false, 0, 100)).containsExactly(0.5f, 1);
    }

    @Test
    void rawScoresAreTheLogits() throws Exception {
        assertThat(scores("", true, 1, 3)).containsExactly(1, 3);
        assertThat(scores("regression", false, -7)).containsExactly(-7);
    }

    @Test
    void anotherShapeThanOneNumberAClassGivesNone() throws Exception {
        TextClassification classifier = of(UNSAID, spec("logits", "FP32", "n", 2));

        assertThat(classifier.scores(Tensor.floats(new float[3], 1, 3), false)).isNull();
        assertThat(classifier.scores(Tensor.longs(new long[2], 1, 2), false)).isNull();
    }

    @Test
    void theOutputIsLogitsElseTheFirstRowOfNumbers() throws Exception {
        assertThat(
                        of(
                                        UNSAID,
                                        spec("hidden", "FP32", "n", "t", 8),
                                        spec("other", "FP32", "n", 2),
                                        spec("logits", "FP32", "n", 2))
                                .output())
                .isEqualTo("logits");
        assertThat(of(UNSAID, spec("a", "FP32", "n", 2), spec("b", "FP32", "n", 2)).output())
                .isEqualTo("a");
        assertThatThrownBy(() -> of(UNSAID, spec("a", "INT64", "n", 2)))
                .isInstanceOf(UnsupportedTaskException.class)
                .hasMessageContaining("no output");
    }

    @Test
    void classesWithoutNamesAreCalledAsTransformersCallsThem() throws Exception {
        assertThat(of(UNSAID, spec("logits", "FP32", "n", 2)).labels())
                .containsExactly("LABEL_0", "LABEL_1");
        assertThatThrownBy(() -> of(UNSAID, spec("logits", "FP32", "n", "c")))
                .hasMessageContaining("names no classes");
    }

    @Test
    void asManyClassesAsTheGraphHasMustBeNamed() throws Exception {
        ClassifierConfig two = new ClassifierConfig(List.of("no", "yes"), "");

        assertThat(of(two, spec("logits", "FP32", "n", "c")).labels()).containsExactly("no", "yes");
        assertThatThrownBy(() -> of(two, spec("logits", "FP32", "n", 3)))
                .hasMessageContaining("names 2 classes, but output 'logits' has 3");
    }

    @Test
    void theSignatureNamesTheClassesOfTheOutputAlone() throws Exception {
        TensorSpec other = spec("other", "FP32", "n", 2);
        TextClassification classifier =
                of(
                        new ClassifierConfig(List.of("no", "yes"), ""),
                        spec("logits", "FP32", "n", 2),
                        other);

        ModelSignature named = classifier.named(gives(spec("logits", "FP32", "n", 2), other));

        assertThat(named.outputs().getFirst().labels()).containsExactly("no", "yes");
        assertThat(named.outputs().getLast()).isEqualTo(other);
    }

    private static ClassifierConfig read(Path folder, String json)
            throws IOException, UnsupportedTaskException {
        Files.writeString(folder.resolve("config.json"), json);
        LocalPackage files =
                new LocalPackage(
                        new Manifest(
                                1,
                                "model.onnx",
                                List.of(new ManifestFile("config.json", json.length(), "")),
                                gives(),
                                "text-classification",
                                null),
                        folder);
        return SentenceTransformersConfiguration.classifierReader().read(files);
    }

    @Test
    void classesAreInTheOrderOfTheirNumbers(@TempDir Path folder) throws Exception {
        assertThat(
                        read(
                                folder,
                                "{\"id2label\":{\"1\":\"yes\",\"0\":\"no\"},"
                                        + "\"problem_type\":\"multi_label_classification\"}"))
                .isEqualTo(
                        new ClassifierConfig(List.of("no", "yes"), "multi_label_classification"));
        assertThat(read(folder, "{\"problem_type\":null}")).isEqualTo(UNSAID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id2label\":{\"0\":\"a\",\"2\":\"b\"}}", "{\"id2label\":"})
    void filesThatCannotBeMeantAreNoClassifiers(String json, @TempDir Path folder) {
        assertThatThrownBy(() -> read(folder, json)).isInstanceOf(UnsupportedTaskException.class);
    }

    /** Reads nothing. */
    private static final class NoTokenizer implements Tokenizer {
        @Override
        public Tokens encode(String text) {
            throw new AssertionError();
        }

        @Override
        public Tokens encodePair(String first, String second) {
            throw new AssertionError();
        }

        @Override
        public OptionalInt count(String text) {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt countPair(String first, String second) {
            return OptionalInt.empty();
        }

        @Override
        public String beginning(String text, int tokens) {
            return text;
        }

        @Override
        public int maxTokens() {
            return 1;
        }

        @Override
        public int vocabularySize() {
            return 1;
        }

        @Override
        public int padId() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
