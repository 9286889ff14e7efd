package dev.slipway.inference.task.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {
    @TempDir Path folder;

    private Vocabulary vocabulary(String padding, String added) throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("tokenizer.json"),
                        """
                        {"padding":%s,"added_tokens":[
                          {"id":0,"content":"<s>"},{"content":"%s","id":1,"special":true}],
                         "model":{"vocab":{"a":2,"b":5}}}
                        """
                                .formatted(padding, added));
        return Vocabulary.of(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    {"strategy":{"Fixed":128},"pad_id":3,"pad_token":"x"} | <pad> | 3
                    {"pad_id":99}                                         | <pad> | 0
                    {"pad_id":"3"}                                        | <pad> | 1
                    null                                                  | <pad> | 1
                    null                                                  | [PAD] | 1
                    null                                                  | other | 0
                    """)
    void theIdForPaddingIsTheNamedOneElseThatOfTheAddedTokenElseZero(
            String padding, String added, int id) throws Exception {
        Vocabulary vocabulary = vocabulary(padding, added);
        assertThat(vocabulary.padId()).isEqualTo(id);
        assertThat(vocabulary.size()).isEqualTo(6);
    }
}
