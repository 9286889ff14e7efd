package dev.slipway.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.ModelRepositoryParameter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidenceParametersTest {
    private static @Nullable Refusal read(String json, Operation operation) {
        return ResidenceParameters.refusal(json.getBytes(UTF_8), operation);
    }

    private static void assertWrong(@Nullable Refusal refusal, ErrorCode code, String word) {
        if (refusal == null) {
            throw new AssertionError("it was taken");
        }
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.message()).contains(word).matches("[A-Z].*\\.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "{\"parameters\":{}}",
                "{\"x\":1}",
                "{\"parameters\":{\"unload_dependents\":true}}",
                "{\"parameters\": { \"unload_dependents\" : false } , \"x\" : [ ] }"
            })
    void whatAsksForNothingMoreIsTaken(String json) {
        assertThat(read(json, Operation.UNLOAD)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"parameters\":{\"config\":\"{}\"}}",
                "{\"parameters\":{\"file:1/model.onnx\":\"AAAA\"}}",
                "{\"parameters\":{\"config\":\"{ that is cut he"
            })
    void aPackageIsSealed(String json) {
        assertWrong(read(json, Operation.LOAD), ErrorCode.INVALID_REQUEST, "sealed");
        assertWrong(read(json, Operation.UNLOAD), ErrorCode.INVALID_REQUEST, "sealed");
    }

    @Test
    void aParameterThatWouldMeanSomethingIsNotPassedOver() {
        assertWrong(
                read("{\"parameters\":{\"version\":3}}", Operation.UNLOAD),
                ErrorCode.INVALID_REQUEST,
                "\"version\"");
        assertWrong(
                read("{\"parameters\":{\"unload_dependents\":false}}", Operation.LOAD),
                ErrorCode.INVALID_REQUEST,
                "\"unload_dependents\"");
        assertWrong(
                read("{\"parameters\":{\"" + "x".repeat(200) + "\":1}}", Operation.LOAD),
                ErrorCode.INVALID_REQUEST,
                "…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"true\"", "null", "{}", "[true]"})
    void whetherDependentsGoTooIsYesOrNo(String value) {
        assertWrong(
                read("{\"parameters\":{\"unload_dependents\":" + value + "}}", Operation.UNLOAD),
                ErrorCode.INVALID_REQUEST,
                "true or false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "true",
                "{\"parameters\"",
                "{\"parameters\":{",
                "{\"parameters\":{\"unload_dependents\":true"
            })
    void whatIsNoObjectIsRefused(String json) {
        assertWrong(read(json, Operation.UNLOAD), ErrorCode.INVALID_JSON, "JSON");
    }

    @Test
    void parametersAreAnObject() {
        assertWrong(
                read("{\"parameters\":[]}", Operation.UNLOAD),
                ErrorCode.INVALID_REQUEST,
                "parameters");
    }

    @Test
    void aMessageSaysTheSame() {
        ModelRepositoryParameter yes =
                ModelRepositoryParameter.newBuilder().setBoolParam(true).build();
        ModelRepositoryParameter text =
                ModelRepositoryParameter.newBuilder().setStringParam("{}").build();
        assertThat(ResidenceParameters.refusal(Map.of(), Operation.LOAD)).isNull();
        assertThat(ResidenceParameters.refusal(Map.of("unload_dependents", yes), Operation.UNLOAD))
                .isNull();
        assertWrong(
                ResidenceParameters.refusal(Map.of("unload_dependents", text), Operation.UNLOAD),
                ErrorCode.INVALID_REQUEST,
                "true or false");
        assertWrong(
                ResidenceParameters.refusal(Map.of("config", text), Operation.LOAD),
                ErrorCode.INVALID_REQUEST,
                "sealed");
    }
}
