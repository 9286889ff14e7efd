package dev.slipway.inference.dialect;

import static dev.slipway.inference.testing.TestPackage.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OipJsonTest {
    private final OipCodec codec = OipJsonConfiguration.oipCodec();
    private final RequestMemory memory =
            new RequestMemory(new ByteBudget(1 << 30), new ByteBudget(1 << 30));

    private static ModelSignature takes(String datatype) {
        return TestPackage.signature(
                new TensorSpec[] {spec("x", datatype, -1)}, spec("y", datatype, -1));
    }

    private OipCodec.Decoded decode(String datatype, int count, String data) {
        String body =
                """
                {"inputs":[{"name":"x","shape":[%d],"datatype":"%s","data":%s}]}\
                """
                        .formatted(count, datatype, data);
        return codec.decode(body.getBytes(UTF_8), takes(datatype), memory);
    }

    @Test
    void aClaimedShapeAloneTakesNoMemory() {
        String blanks = " ".repeat(4_000_000);
        byte[] body =
                ("{\"inputs\":[{\"name\":\"x\",\"shape\":[4000000],\"datatype\":\"INT64\","
                                + "\"data\":[1"
                                + blanks
                                + "]}]}")
                        .getBytes(UTF_8);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        OipCodec.Decoded decoded = codec.decode(body, takes("INT64"), memory);

        assertThat(decoded).isInstanceOf(OipCodec.Decoded.Refused.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    INT8   | [-128,127,0]
                    INT16  | [-32768,32767]
                    INT32  | [-2147483648,2147483647]
                    INT64  | [-9223372036854775808,9223372036854775807]
                    UINT8  | [0,255]
                    UINT16 | [0,65535]
                    UINT32 | [0,4294967295]
                    UINT64 | [0,18446744073709551615]
                    FP32   | [0.1,-3.4028235E38,1.4E-45,1.6777216E7]
                    FP64   | [0.1,1.7976931348623157E308,-4.9E-324]
                    BOOL   | [true,false]
                    BYTES  | ["a","","ü"]
                    """)
    void everyTypeComesBackAsItWas(String datatype, String data) {
        int count = data.split(",").length;
        if (!(decode(datatype, count, data)
                instanceof OipCodec.Decoded.Request(InferRequest request))) {
            throw new AssertionError("refused");
        }
        Tensor x = request.inputs().get("x");
        assertThat(x).isNotNull();
        OipCodec.Encoded encoded =
                codec.encode("m", 4, request, Map.of("y", java.util.Objects.requireNonNull(x)));
        assertThat(encoded).isInstanceOf(OipCodec.Encoded.Body.class);
        if (encoded instanceof OipCodec.Encoded.Body(byte[] bytes, int _)) {
            assertThat(new String(bytes, UTF_8)).contains("\"data\":" + data);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    INT8   | [128]
                    UINT8  | [-1]
                    UINT16 | [65536]
                    INT32  | [2147483648]
                    INT64  | [9223372036854775808]
                    UINT64 | [-1]
                    UINT64 | [18446744073709551616]
                    INT64  | [1.0]
                    FP32   | [null]
                    FP64   | [1e400]
                    BOOL   | [1]
                    BYTES  | [1]
                    FP16   | [1]
                    BF16   | [1]
                    FP32   | 1
                    FP32   | [[[1]]]
                    """)
    void whatDoesNotFitItsTypeIsRefused(String datatype, String data) {
        assertThat(decode(datatype, 1, data)).isInstanceOf(OipCodec.Decoded.Refused.class);
    }

    @Test
    void dimensionsOfOneNameMustAgree() {
        ModelSignature pair =
                TestPackage.signature(
                        new TensorSpec[] {spec("a", "FP32", "n"), spec("b", "FP32", "n")},
                        spec("y", "FP32", "n"));
        String body =
                """
                {"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":[1]},
                 {"name":"b","shape":[2],"datatype":"FP32","data":[1,2]}]}\
                """;
        OipCodec.Decoded decoded = codec.decode(body.getBytes(UTF_8), pair, memory);
        assertThat(decoded.toString()).contains("dimension 'n'");
    }

    @Test
    void numbersThatComeBackCountByTheirDigits() {
        String many =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> "\"p" + i + "\":" + "1".repeat(900))
                        .collect(Collectors.joining(",", "{\"parameters\":{", "},\"inputs\":[]}"));
        assertThat(codec.decode(many.getBytes(UTF_8), takes("FP32"), memory))
                .isInstanceOfSatisfying(
                        OipCodec.Decoded.Refused.class,
                        refused ->
                                assertThat(refused.refusal().message())
                                        .contains("send data as inputs"));
    }

    @Test
    void aHalfPrecisionOutputIsRefusedInJson() {
        InferRequest request = new InferRequest(null, Map.of(), List.of("y"), null);
        Tensor half = new Tensor(DataType.FP16, new long[] {1}, new short[1]);
        assertThat(codec.encode("m", 1, request, Map.of("y", half)))
                .isInstanceOf(OipCodec.Encoded.Refused.class);
    }
}
