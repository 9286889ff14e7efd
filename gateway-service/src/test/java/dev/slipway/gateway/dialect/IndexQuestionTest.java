package dev.slipway.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexQuestionTest {
    private static IndexQuestion read(String json) {
        return IndexQuestion.read(json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "{}", "{\"ready\":false}", "{\"other\":{\"ready\":true}}"})
    void allAreAskedForUnlessItSaysOtherwise(String json) {
        assertThat(read(json)).isEqualTo(new IndexQuestion.Asked(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"ready\":true}", " { \"x\" : 1 , \"ready\" : true } "})
    void thoseThatAreReadyAlone(String json) {
        assertThat(read(json)).isEqualTo(new IndexQuestion.Asked(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "true", "{\"ready\"", "{\"ready\":1}", "{\"ready\":\"true\"}"})
    void whatSaysNeitherIsRefused(String json) {
        assertThat(read(json)).isInstanceOf(IndexQuestion.Wrong.class);
    }
}
