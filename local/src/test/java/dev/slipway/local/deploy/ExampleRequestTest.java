package dev.slipway.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.local.deploy.PublicApi.InputShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleRequestTest {
    @Test
    void theFirstFreeDimensionIsOneRowAndTheOthersHaveTheSizeOfChoice() {
        ExampleRequest example =
                ExampleRequest.of(
                        List.of(
                                new InputShape("x", "FP32", List.of(-1L, 1L, -1L)),
                                new InputShape("rate", "INT64", List.of())),
                        2);
        assertThat(example.body())
                .isEqualTo(
                        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1,2],"
                                + "\"data\":[0,0]},{\"name\":\"rate\",\"datatype\":\"INT64\","
                                + "\"shape\":[],\"data\":[0]}]}");
        assertThat(example.values()).isEqualTo(3);
    }

    @Test
    void aNameIsWrittenAsJson() {
        assertThat(
                        ExampleRequest.of(
                                        List.of(new InputShape("a\"\\\n", "BOOL", List.of(1L))), 1)
                                .body())
                .isEqualTo(
                        "{\"inputs\":[{\"name\":\"a\\\"\\\\\\u000a\",\"datatype\":\"BOOL\","
                                + "\"shape\":[1],\"data\":[false]}]}");
    }

    @Test
    void whatIsTooLargeIsNoExample() {
        List<InputShape> video = List.of(new InputShape("x", "FP32", List.of(-1L, -1L, -1L, 512L)));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> ExampleRequest.of(video, 512));
    }
}
