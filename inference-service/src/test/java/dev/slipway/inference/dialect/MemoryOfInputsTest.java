package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is made of a body is charged before it is made. */
class MemoryOfInputsTest {
    private static final int MANY = 2_000_000;

    private final OipCodec codec = OipJsonConfiguration.oipCodec();
    private final ByteBudget heap = new ByteBudget(4 << 20);
    private final ByteBudget outside = new ByteBudget(16_000_000);
    private final RequestMemory memory = new RequestMemory(heap, outside);

    private OipCodec.Decoded decode(String datatype, int count, String data) {
        String body =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[%d],\"datatype\":\"%s\",\"data\":[%s]}]}"
                        .formatted(count, datatype, data);
        return codec.decode(
                body.getBytes(UTF_8),
                TestPackage.signature(
                        new TensorSpec[] {spec("x", datatype, -1)}, spec("y", datatype, -1)),
                memory);
    }

    private Tensor input(String datatype, int count, String data) {
        if (decode(datatype, count, data)
                instanceof OipCodec.Decoded.Request(InferRequest request)) {
            return Objects.requireNonNull(request.inputs().get("x"));
        }
        throw new AssertionError("refused");
    }

    private ErrorCode refusal(String datatype, int count, String data) {
        if (decode(datatype, count, data) instanceof OipCodec.Decoded.Refused(Refusal refusal)) {
            return refusal.code();
        }
        throw new AssertionError("not refused");
    }

    @Test
    void aSmallInputIsAnArrayThatIsChargedOnce() {
        Tensor small = input("INT64", 4000, "1" + ",1".repeat(3999));
        assertThat(small.isOutsideHeap()).isFalse();
        assertThat(heap.held()).isEqualTo(4000 * 8);
        assertThat(outside.held()).isZero();
    }

    @Test
    void aLargeInputLeavesTheHeapWithAllItsElements() {
        StringBuilder data = new StringBuilder("0");
        for (int i = 1; i < MANY; i++) {
            data.append(',').append(i);
        }
        LongBuffer longs = (LongBuffer) input("INT64", MANY, data.toString()).data();
        for (int i = 0; i < MANY; i++) {
            if (longs.get(i) != i) {
                throw new AssertionError("element " + i + " is " + longs.get(i));
            }
        }
        assertThat(heap.held()).isZero();
        assertThat(outside.held()).isEqualTo(MANY * 8L);
    }

    @Test
    void floatsAndTruthValuesDoSoToo() {
        Tensor floats = input("FP32", MANY, "0.5" + ",0.5".repeat(MANY - 1));
        assertThat(((FloatBuffer) floats.data()).get(MANY - 1)).isEqualTo(0.5f);
        Tensor flags = input("BOOL", MANY, "true" + ",true".repeat(MANY - 1));
        assertThat(((ByteBuffer) flags.data()).get(7)).isEqualTo((byte) 1);
        assertThat(((ByteBuffer) flags.data()).get(MANY - 1)).isEqualTo((byte) 1);
    }

    @Test
    void whatNeverFitsIsTooLargeAndWhatFitsLaterMayComeAgain() {
        String zeros = "0" + ",0".repeat(MANY);
        assertThat(refusal("INT64", MANY + 1, zeros)).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        RequestMemory other = new RequestMemory(heap, outside);
        assertThat(other.holdOutside(16_000_000)).isNull();
        assertThat(refusal("FP32", MANY + 1, zeros)).isEqualTo(ErrorCode.QUEUE_FULL);
    }

    @Test
    void textsAreChargedWithWhatTheyKeep() {
        input("BYTES", 2, "\"" + "a".repeat(1000) + "\",\"" + "語".repeat(1000) + "\"");
        assertThat(heap.held()).isBetween(3000L, 3300L);
    }

    @Test
    void aTextThatCannotBeMadeIsRefusedBeforeItIs() {
        assertThat(refusal("BYTES", 1, "\"" + "a".repeat(1 << 20) + "\""))
                .isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void namesAreChargedAsTextsAre() {
        String name = "a".repeat(1 << 20);
        assertThat(refusalOf("{\"id\":\"" + name + "\"}")).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(refusalOf("{\"inputs\":[{\"name\":\"" + name + "\"}]}"))
                .isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void membersHaveABound() {
        StringBuilder members = new StringBuilder("\"m\":0");
        for (int i = 0; i < 20_001; i++) {
            members.append(",\"m").append(i).append("\":0");
        }
        assertThat(refusalOf("{\"skipped\":[{" + members + "}]}"))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusalOf("{\"parameters\":{" + members + "}}"))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private ErrorCode refusalOf(String body) {
        OipCodec.Decoded decoded =
                codec.decode(
                        body.getBytes(UTF_8),
                        TestPackage.signature(
                                new TensorSpec[] {spec("x", "FP32", -1)}, spec("y", "FP32", -1)),
                        memory);
        if (decoded instanceof OipCodec.Decoded.Refused(Refusal refusal)) {
            return refusal.code();
        }
        throw new AssertionError("not refused");
    }
}
