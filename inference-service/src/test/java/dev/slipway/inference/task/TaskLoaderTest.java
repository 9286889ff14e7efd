package dev.slipway.inference.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.task.json.SentenceTransformersConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskLoaderTest {
    private final FakeTokenizer tokenizer = new FakeTokenizer();

    @ParameterizedTest
    @ValueSource(strings = {"feature-extraction", "text-ranking", "text-classification"})
    void theTokenizerOfATaskThatCannotBeDoneIsClosed(String task, @TempDir Path directory)
            throws Exception {
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        LocalPackage files =
                new LocalPackage(
                        new Manifest(
                                1,
                                "model.onnx",
                                List.of(new ManifestFile("tokenizer.json", 2, "")),
                                new ModelSignature(List.of(), List.of()),
                                task,
                                null),
                        directory);

        TaskSetup setup =
                new TaskLoader(
                                (_, _) -> tokenizer,
                                SentenceTransformersConfiguration.reader(),
                                SentenceTransformersConfiguration.classifierReader())
                        .load(files);

        assertThat(setup).isInstanceOf(TaskSetup.TensorsOnly.class);
        assertThat(tokenizer.closed).isTrue();
    }

    /** Reads nothing. */
    private static final class FakeTokenizer implements Tokenizer {
        boolean closed;

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
        public void close() {
            closed = true;
        }
    }
}
