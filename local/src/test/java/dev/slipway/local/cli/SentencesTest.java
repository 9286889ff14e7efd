package dev.slipway.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class SentencesTest {
    private static final String ELSEWHERE = " --data /srv/$one";

    @Test
    void commandsAreNamedSoThatTheyMeanTheSamePlatform() {
        assertThat(told("it goes on, './slipway status' shows it"))
                .isEqualTo("it goes on, './slipway status --data /srv/$one' shows it");
        assertThat(told("like './slipway deploy a/b.onnx', or './slipway down' first"))
                .isEqualTo(
                        "like './slipway deploy --data /srv/$one a/b.onnx',"
                                + " or './slipway down --data /srv/$one' first");
        assertThat(Sentences.of(new ConnectException("refused"), ELSEWHERE))
                .contains(
                        "'./slipway start --data /srv/$one gateway'",
                        "'./slipway up --data /srv/$one'");
    }

    @Test
    void whatMeansNoPlatformStaysAsItIs() {
        String built = "store is not built; run './slipway build', then ./slipway upgrade";
        assertThat(told(built)).isEqualTo(built);
    }

    @Test
    void whereTheStandardOneIsMeantNothingIsAdded() {
        String sentence = "Slipway does not run there; './slipway up' starts it";
        assertThat(Sentences.of(new IOException(sentence), "")).isEqualTo(sentence);
    }

    private static String told(String sentence) {
        return Sentences.of(new IOException(sentence), ELSEWHERE);
    }
}
