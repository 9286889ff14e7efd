package dev.slipway.store.layout.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.FuzzedInput;
import dev.slipway.store.refusal.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is nearly a declaration is read as one or refused, and throws nothing else. */
class YamlFuzzTest {
    private static final int INPUTS = 4_000;

    @Test
    void declarations() {
        FuzzedInput.each(
                INPUTS,
                List.of(
                        "task: text-classification\nmax_batch_size: 32\nmodel_file: a/b.onnx\n"
                                .getBytes(UTF_8),
                        "# one\n---\n\"task\": !!str 'x'\nmax_batch_size: !!int 0x1f\n..."
                                .getBytes(UTF_8),
                        "a: &a [x, 1.5, ~]\nb: {c: *a, ? [k] : >\n  folded\n}\n".getBytes(UTF_8)),
                YamlFuzzTest::read);
    }

    private static void read(byte[] yaml) {
        try {
            assertThat(new YamlDeclarationReader().read(yaml)).isNotNull();
        } catch (RefusedException refused) {
            assertThat(refused.refusal().code()).isEqualTo(ErrorCode.INVALID_PACKAGE);
            assertThat(refused.refusal().detail())
                    .isNotBlank()
                    .doesNotContain("snakeyaml", "java.lang");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_batch_size: !!int x",
                "max_batch_size: !!float x",
                "task: !!binary '='",
                "task: !!timestamp x",
                "&a {? [*a] : b}",
                "&a {? [*a] : b, ? [*a, 1] : c}",
                "1: a",
                "~: a"
            })
    void whatTheParserItselfStumblesOverIsRefused(String yaml) {
        assertThatThrownBy(() -> new YamlDeclarationReader().read(yaml.getBytes(UTF_8)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("slipway.yaml: ");
    }
}
