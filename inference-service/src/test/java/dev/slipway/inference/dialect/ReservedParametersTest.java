package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.dialect.oip.protobuf.OipProtobufConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.testing.TestPackage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parameters that say how a request is served mean the same in both forms. */
class ReservedParametersTest {
    private static final String RANGE =
            "parameter 'priority' must be a whole number from 0 to 10: 1 is served first, 10 last,"
                    + " and 0 is the default, 5";
    private static final String MICROS =
            "parameter 'timeout' must be a whole number of microseconds, at least 1";
    private static final InferParameter UNSET = InferParameter.getDefaultInstance();

    private final OipCodec json = OipJsonConfiguration.oipCodec();
    private final OipCodec protobuf = OipProtobufConfiguration.oipCodec();

    private static OipCodec.Decoded decode(OipCodec codec, byte[] body) {
        ModelSignature signature =
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "INT8", -1)}, spec("y", "INT8", -1));
        return codec.decode(
                body,
                signature,
                new RequestMemory(new ByteBudget(1 << 20), new ByteBudget(1 << 20)));
    }

    private OipCodec.Decoded decode(String name, String value) {
        return decode(
                json,
                """
                {"parameters":{"%s":%s},\
                "inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[1]}]}\
                """
                        .formatted(name, value)
                        .getBytes(UTF_8));
    }

    private OipCodec.Decoded decode(String name, InferParameter value) {
        return decode(
                protobuf,
                ModelInferRequest.newBuilder()
                        .putParameters(name, value)
                        .addInputs(
                                InferInputTensor.newBuilder()
                                        .setName("x")
                                        .setDatatype("INT8")
                                        .addShape(1))
                        .addRawInputContents(ByteString.copyFrom(new byte[] {1}))
                        .build()
                        .toByteArray());
    }

    private static InferRequest read(OipCodec.Decoded decoded) {
        return switch (decoded) {
            case OipCodec.Decoded.Request(InferRequest request) -> request;
            case OipCodec.Decoded.Refused(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    private static void assertRefused(OipCodec.Decoded decoded, String sentence) {
        switch (decoded) {
            case OipCodec.Decoded.Request(InferRequest request) ->
                    throw new AssertionError(request);
            case OipCodec.Decoded.Refused(Refusal refusal) ->
                    assertThat(refusal).isEqualTo(new Refusal(ErrorCode.INVALID_REQUEST, sentence));
        }
    }

    private static InferParameter whole(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    private static InferParameter unsigned(long value) {
        return InferParameter.newBuilder().setUint64Param(value).build();
    }

    private static InferParameter fraction(double value) {
        return InferParameter.newBuilder().setDoubleParam(value).build();
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    private static InferParameter truth(boolean value) {
        return InferParameter.newBuilder().setBoolParam(value).build();
    }

    @Test
    void everyPriorityIsReadAndNoneGoesBack() {
        for (int priority = 0; priority <= 10; priority++) {
            for (OipCodec.Decoded decoded :
                    List.of(
                            decode("priority", Integer.toString(priority)),
                            decode("priority", whole(priority)),
                            decode("priority", unsigned(priority)))) {
                InferRequest request = read(decoded);
                assertThat(request.priority()).isEqualTo(priority);
                assertThat(request.parameters()).isEmpty();
            }
        }
    }

    @Test
    void whoSaysNothingNamesNone() {
        assertThat(read(decode("other", "1")).priority()).isZero();
        assertThat(read(decode("other", whole(1))).priority()).isZero();
        assertThat(read(decode("other", "1")).timeout()).isNull();
        assertThat(read(decode("other", whole(1))).timeout()).isNull();
    }

    @Test
    void noOtherPriorityIsTaken() {
        for (String wrong :
                new String[] {
                    "-1",
                    "11",
                    "4294967297",
                    "9223372036854775808",
                    "-9223372036854775809",
                    "18446744073709551617",
                    "5.0",
                    "1e0",
                    "\"5\"",
                    "\"\"",
                    "true",
                    "null",
                    "[5]",
                    "{\"priority\":5}"
                }) {
            assertRefused(decode("priority", wrong), RANGE);
        }
        for (InferParameter wrong :
                List.of(
                        whole(-1),
                        whole(11),
                        whole(Long.MIN_VALUE),
                        whole((1L << 32) + 1),
                        unsigned(11),
                        unsigned(-1),
                        fraction(5),
                        text("5"),
                        truth(true),
                        UNSET)) {
            assertRefused(decode("priority", wrong), RANGE);
        }
    }

    @Test
    void aTimeoutIsReadAndDoesNotGoBack() {
        for (OipCodec.Decoded decoded :
                List.of(
                        decode("timeout", "1500"),
                        decode("timeout", whole(1500)),
                        decode("timeout", unsigned(1500)))) {
            assertThat(read(decoded).timeout()).isEqualTo(Duration.ofNanos(1_500_000));
            assertThat(read(decoded).parameters()).isEmpty();
        }
    }

    @Test
    void anAbsurdTimeoutIsALongOne() {
        for (OipCodec.Decoded decoded :
                List.of(
                        decode("timeout", "9".repeat(40)),
                        decode("timeout", whole(Long.MAX_VALUE)),
                        decode("timeout", unsigned(-1)))) {
            assertThat(read(decoded).timeout()).isEqualTo(Duration.ofDays(1));
        }
    }

    @Test
    void noOtherTimeoutIsTaken() {
        for (String wrong :
                new String[] {"0", "-1", "-" + "9".repeat(40), "1.5", "\"1\"", "null", "[1]"}) {
            assertRefused(decode("timeout", wrong), MICROS);
        }
        for (InferParameter wrong :
                List.of(whole(0), whole(-1), fraction(1.5), text("1"), truth(true), UNSET)) {
            assertRefused(decode("timeout", wrong), MICROS);
        }
    }

    private static String stateless(String name) {
        return "parameter '"
                + name
                + "' makes the request part of a sequence, but only stateless models are served;"
                + " leave it out";
    }

    @Test
    void aPartOfASequenceIsRefused() {
        String id = stateless("sequence_id");
        for (String part : new String[] {"42", "-1", "\"a\"", "\"0\"", "true", "1.5", "[0]"}) {
            assertRefused(decode("sequence_id", part), id);
        }
        for (InferParameter part :
                List.of(whole(42), unsigned(42), unsigned(-1), text("a"), truth(false))) {
            assertRefused(decode("sequence_id", part), id);
        }
        for (String end : new String[] {"sequence_start", "sequence_end"}) {
            assertRefused(decode(end, "true"), stateless(end));
            assertRefused(decode(end, "1"), stateless(end));
            assertRefused(decode(end, truth(true)), stateless(end));
            assertRefused(decode(end, whole(1)), stateless(end));
        }
    }

    @Test
    void whoSaysThatItIsPartOfNoneIsRead() {
        for (OipCodec.Decoded decoded :
                List.of(
                        decode("sequence_id", "0"),
                        decode("sequence_id", "\"\""),
                        decode("sequence_id", "null"),
                        decode("sequence_id", whole(0)),
                        decode("sequence_id", unsigned(0)),
                        decode("sequence_id", text("")),
                        decode("sequence_start", "false"),
                        decode("sequence_end", truth(false)))) {
            assertThat(read(decoded).parameters()).isEmpty();
        }
    }

    @Test
    void othersGoBackBesideThem() {
        InferRequest request = read(decode("priority\":1,\"mine\":2,\"sequence_id", "0"));
        assertThat(request.priority()).isEqualTo(1);
        assertThat(new String(request.parameters(), UTF_8)).isEqualTo("{\"mine\":2}");
    }
}
