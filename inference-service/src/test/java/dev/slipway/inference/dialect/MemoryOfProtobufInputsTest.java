package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.protobuf.OipProtobufConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is made of a message is charged as what is made of JSON is. */
class MemoryOfProtobufInputsTest {
    private static final int MANY = 2_000_000;

    private final OipCodec codec = OipProtobufConfiguration.oipCodec();
    private final ByteBudget heap = new ByteBudget(4 << 20);
    private final ByteBudget outside = new ByteBudget(16_000_000);
    private final RequestMemory memory = new RequestMemory(heap, outside);

    private static InferInputTensor.Builder x(String datatype, int count) {
        return InferInputTensor.newBuilder().setName("x").setDatatype(datatype).addShape(count);
    }

    private static ModelInferRequest raw(String datatype, int count, byte[] bytes) {
        return ModelInferRequest.newBuilder()
                .addInputs(x(datatype, count))
                .addRawInputContents(ByteString.copyFrom(bytes))
                .build();
    }

    private static ModelInferRequest typed(String datatype, int count, InferTensorContents made) {
        return ModelInferRequest.newBuilder()
                .addInputs(x(datatype, count).setContents(made))
                .build();
    }

    private OipCodec.Decoded decode(ModelInferRequest request) {
        String datatype = request.getInputs(0).getDatatype();
        return codec.decode(
                request.toByteArray(),
                TestPackage.signature(
                        new TensorSpec[] {spec("x", datatype, -1)}, spec("y", datatype, -1)),
                memory);
    }

    private Tensor input(ModelInferRequest request) {
        return switch (decode(request)) {
            case OipCodec.Decoded.Request(InferRequest read) ->
                    Objects.requireNonNull(read.inputs().get("x"));
            case OipCodec.Decoded.Refused(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    @Test
    void aSmallInputIsAnArrayThatIsChargedOnce() {
        Tensor small = input(raw("INT64", 4000, new byte[4000 * 8]));
        assertThat(small.isOutsideHeap()).isFalse();
        assertThat(heap.held()).isEqualTo(4000 * 8);
        assertThat(outside.held()).isZero();
    }

    @Test
    void aLargeRawInputLiesOutsideTheHeapWithAllItsElements() {
        ByteBuffer bytes = ByteBuffer.allocate(MANY * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < MANY; i++) {
            bytes.putFloat(i);
        }
        FloatBuffer floats = (FloatBuffer) input(raw("FP32", MANY, bytes.array())).data();
        for (int i = 0; i < MANY; i++) {
            if (floats.get(i) != i) {
                throw new AssertionError("element " + i + " is " + floats.get(i));
            }
        }
        assertThat(heap.held()).isZero();
        assertThat(outside.held()).isEqualTo(MANY * 4L);
    }

    @Test
    void aLargeTypedInputDoesSoToo() {
        InferTensorContents.Builder made = InferTensorContents.newBuilder();
        for (int i = 0; i < MANY; i++) {
            made.addInt64Contents(i);
        }
        LongBuffer longs = (LongBuffer) input(typed("INT64", MANY, made.build())).data();
        for (int i = 0; i < MANY; i++) {
            if (longs.get(i) != i) {
                throw new AssertionError("element " + i + " is " + longs.get(i));
            }
        }
        assertThat(heap.held()).isZero();
        assertThat(outside.held()).isEqualTo(MANY * 8L);
    }

    @Test
    void largeTruthValuesAreOnesAndZeros() {
        byte[] bytes = new byte[MANY];
        bytes[MANY - 1] = 2;
        ByteBuffer flags = (ByteBuffer) input(raw("BOOL", MANY, bytes)).data();
        assertThat(flags.get(0)).isZero();
        assertThat(flags.get(MANY - 1)).isEqualTo((byte) 1);
    }

    @Test
    void whatNeverFitsIsTooLarge() {
        assertThat(decode(raw("INT64", MANY + 1, new byte[(MANY + 1) * 8])))
                .isInstanceOfSatisfying(
                        OipCodec.Decoded.Refused.class,
                        refused ->
                                assertThat(refused.refusal().code())
                                        .isEqualTo(ErrorCode.BODY_TOO_LARGE));
    }

    @Test
    void textsAreChargedAndOneThatCannotBeMadeIsRefused() {
        input(
                typed(
                        "BYTES",
                        1,
                        InferTensorContents.newBuilder()
                                .addBytesContents(ByteString.copyFrom(new byte[1000]))
                                .build()));
        assertThat(heap.held()).isBetween(1000L, 2200L);
        InferTensorContents huge =
                InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFrom(new byte[1 << 20]))
                        .build();
        assertThat(decode(typed("BYTES", 1, huge))).isInstanceOf(OipCodec.Decoded.Refused.class);
    }
}
