package dev.slipway.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.gateway.platform.FuzzedInput;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever comes, the door's looks into bodies end with one of their own answers. */
class PeeksFuzzTest {
    private static final int INPUTS = 10_000;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void intoJson() {
        FuzzedInput.each(
                INPUTS,
                List.of(
                        bytes("{\"input\":[\"a\",{\"b\":[1,2.5e3]}],\"model\":\"m\\u00e9@3\"}"),
                        bytes("{\"inputs\":[{}],\"parameters\":{\"timeout\":1500,\"a\":null}}"),
                        bytes(" { \"ready\" : true , \"x\" : \"\\\\\\\"\" } ")),
                json -> {
                    assertThat(ModelPeek.find(json)).isNotNull();
                    assertThat(TimeoutPeek.find(json)).isNotNull();
                    assertThat(IndexQuestion.read(json)).isNotNull();
                });
    }

    @Test
    void intoMessages() {
        ModelInferRequest message =
                ModelInferRequest.newBuilder()
                        .setModelName("m")
                        .setModelVersion("3")
                        .putParameters(
                                "timeout", InferParameter.newBuilder().setInt64Param(1500).build())
                        .addRawInputContents(ByteString.copyFrom(new byte[8]))
                        .build();
        FuzzedInput.each(
                INPUTS,
                List.of(message.toByteArray()),
                bytes -> assertThat(InferPeek.find(bytes)).isNotNull());
    }

    @Test
    void namesOfModels() {
        FuzzedInput.each(
                INPUTS,
                List.of(bytes("/v2/models/m%40champion/versions/3/infer"), bytes("/v1/models/a")),
                path -> {
                    String text = new String(path, UTF_8);
                    assertThat(QuestionReader.read("POST", text)).isNotNull();
                    assertThat(QuestionReader.read("GET", text)).isNotNull();
                });
    }
}
