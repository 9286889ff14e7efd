package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensors that follow the JSON of a body. */
class OipBinaryTest {
    private static final int MANY = 2_000_000;

    private final OipCodec codec = OipJsonConfiguration.oipCodec();
    private final ByteBudget heap = new ByteBudget(4 << 20);
    private final ByteBudget outside = new ByteBudget(16_000_000);
    private final RequestMemory memory = new RequestMemory(heap, outside);

    private static ModelSignature takes(String datatype) {
        return TestPackage.signature(
                new TensorSpec[] {spec("x", datatype, -1)}, spec("y", datatype, -1));
    }

    private OipCodec.Decoded decode(String datatype, long count, byte[] data) {
        byte[] json =
                """
                {"inputs":[{"name":"x","shape":[%d],"datatype":"%s",\
                "parameters":{"binary_data_size":%d}}],"parameters":{"binary_data_output":true}}\
                """
                        .formatted(count, datatype, data.length)
                        .getBytes(UTF_8);
        byte[] body = Arrays.copyOf(json, json.length + data.length);
        System.arraycopy(data, 0, body, json.length, data.length);
        return codec.decode(body, json.length, takes(datatype), memory);
    }

    private InferRequest request(String datatype, long count, byte[] data) {
        return switch (decode(datatype, count, data)) {
            case OipCodec.Decoded.Request(InferRequest request) -> request;
            case OipCodec.Decoded.Refused(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    private Refusal refusal(String datatype, long count, byte[] data) {
        return switch (decode(datatype, count, data)) {
            case OipCodec.Decoded.Refused(Refusal refusal) -> refusal;
            case OipCodec.Decoded.Request request -> throw new AssertionError(request);
        };
    }

    private static Tensor x(InferRequest request) {
        return Objects.requireNonNull(request.inputs().get("x"));
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void everyTypeComesBackByteForByte(DataType type) {
        byte[] data =
                switch (type) {
                    case BYTES -> new byte[] {2, 0, 0, 0, (byte) 0xc3, (byte) 0xa9, 0, 0, 0, 0};
                    case BOOL -> new byte[] {1, 0};
                    default -> {
                        byte[] some = new byte[2 * type.bytes()];
                        new Random(3).nextBytes(some);
                        yield some;
                    }
                };
        InferRequest request = request(type.name(), 2, data);
        assertThat(x(request).count()).isEqualTo(2);
        assertThat(request.binaryOutputs()).containsExactly("y");
        OipCodec.Encoded encoded = codec.encode("m", 1, request, Map.of("y", x(request)));
        assertThat(encoded).isInstanceOf(OipCodec.Encoded.Body.class);
        if (encoded instanceof OipCodec.Encoded.Body(byte[] body, int jsonLength)) {
            assertThat(Arrays.copyOfRange(body, jsonLength, body.length)).isEqualTo(data);
            assertThat(new String(body, 0, jsonLength, UTF_8))
                    .contains("\"datatype\":\"" + type + "\",\"shape\":[2]")
                    .contains("{\"binary_data_size\":" + data.length + "}");
        }
    }

    @Test
    void theLowByteComesFirst() {
        byte[] data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(258).array();
        assertThat(x(request("INT64", 1, data))).isEqualTo(Tensor.longs(new long[] {258}, 1));
    }

    @Test
    void aSmallTensorIsChargedToTheHeapAndALargeOneOutside() {
        request("INT64", 4000, new byte[4000 * 8]);
        assertThat(heap.held()).isEqualTo(4000 * 8);
        assertThat(outside.held()).isZero();
        ByteBuffer bytes = ByteBuffer.allocate(MANY * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < MANY; i++) {
            bytes.putFloat(i);
        }
        FloatBuffer floats = (FloatBuffer) x(request("FP32", MANY, bytes.array())).data();
        for (int i = 0; i < MANY; i++) {
            if (floats.get(i) != i) {
                throw new AssertionError("element " + i + " is " + floats.get(i));
            }
        }
        assertThat(heap.held()).isEqualTo(4000 * 8);
        assertThat(outside.held()).isEqualTo(MANY * 4L);
    }

    @Test
    void whatNeverFitsIsTooLarge() {
        assertThat(refusal("INT64", MANY + 1, new byte[(MANY + 1) * 8]).code())
                .isEqualTo(ErrorCode.BODY_TOO_LARGE);
        byte[] huge = new byte[(1 << 20) + 4];
        ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(1 << 20);
        assertThat(refusal("BYTES", 1, huge).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void aClaimedShapeAloneTakesNoMemory() {
        assertThat(refusal("BYTES", 1 << 30, new byte[400]).message()).contains("4 bytes");
        assertThat(refusal("FP32", 1L << 40, new byte[4]).message()).contains("more elements");
        assertThat(heap.held()).isZero();
    }

    @Test
    void brokenBodiesAreRefusedAndNeverThrow() {
        Random random = new Random(11);
        byte[] json =
                """
                {"inputs":[{"name":"x","shape":[2],"datatype":"BYTES",\
                "parameters":{"binary_data_size":11}}],"outputs":[{"name":"y",\
                "parameters":{"binary_data":true}}],"parameters":{"a":"b","n":1.5}}\
                """
                        .getBytes(UTF_8);
        byte[] sound = Arrays.copyOf(json, json.length + 11);
        sound[json.length] = 3;
        for (int i = 0; i < 50_000; i++) {
            byte[] broken = Arrays.copyOf(sound, random.nextInt(sound.length + 3));
            for (int j = random.nextInt(4); j > 0 && broken.length > 0; j--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(8) == 0 ? random.nextInt(sound.length) : json.length;
            RequestMemory own = new RequestMemory(new ByteBudget(1 << 20), new ByteBudget(1 << 20));
            assertThat(codec.decode(broken, length, takes("BYTES"), own)).isNotNull();
        }
    }
}
