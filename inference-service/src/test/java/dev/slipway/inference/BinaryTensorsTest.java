package dev.slipway.inference;

import static dev.slipway.inference.BinaryClient.LENGTH;
import static dev.slipway.inference.BinaryClient.OCTETS;
import static dev.slipway.inference.BinaryClient.data;
import static dev.slipway.inference.BinaryClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.testing.Graph;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryTensorsTest {
    private static final String X =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32",\
            "parameters":{"binary_data_size":8}}],"parameters":{"binary_data_output":true}}\
            """;

    @TempDir static Path cache;

    private static TestReplica replica;
    private static BinaryClient client;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        client = new BinaryClient(replica);
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        replica.serve("two", 1, TestModels.twoByTwo(7));
        replica.serve("log", 1, TestModels.logAndText());
        replica.serve("neg", 1, TestModels.negative());
        replica.serve("half", 1, TestModels.copy("FP16", Graph.FLOAT16));
        replica.serve("brain", 1, TestModels.copy("BF16", Graph.BFLOAT16));
    }

    @AfterAll
    static void stop() {
        client.close();
        replica.close();
    }

    @Test
    void tensorsGoInAndComeOutAsTheyAre() throws Exception {
        HttpResponse<byte[]> answer = client.post("add", X, floats(1, 2.5f));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(OCTETS);
        assertThat(json(answer))
                .isEqualTo(
                        """
                        {"model_name":"add","model_version":"1","outputs":[{"name":"y",\
                        "datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]}\
                        """);
        assertThat(data(answer)).isEqualTo(floats(2, 3.5f));
    }

    @Test
    void jsonAndBinaryTensorsMixOnBothWays() throws Exception {
        String head =
                """
                {"inputs":[{"name":"a","shape":[1,3],"datatype":"FP32","data":[1,0,0]},\
                {"name":"b","shape":[2],"datatype":"INT64","parameters":{"binary_data_size":16}}],\
                "outputs":[{"name":"y"},{"name":"z","parameters":{"binary_data":true}}]}\
                """;
        ByteBuffer b = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        HttpResponse<byte[]> answer = client.post("two", head, b.putLong(3).putLong(-4).array());
        assertThat(json(answer)).contains("\"shape\":[1,4],\"data\":[");
        ByteBuffer z = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(data(answer)).isEqualTo(z.putLong(6).putLong(-8).array());
    }

    @Test
    void textsAndTruthValuesAndInfinityAreBinaryToo() throws Exception {
        String head =
                """
                {"inputs":[{"name":"t","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":13}},\
                {"name":"f","shape":[1],"datatype":"BOOL","parameters":{"binary_data_size":1}},\
                {"name":"x","shape":[1],"datatype":"FP32","data":[0]}],\
                "outputs":[{"name":"s"},{"name":"g"},{"name":"y"}],\
                "parameters":{"binary_data_output":true,"unknown":[1]}}\
                """;
        byte[] in =
                ByteBuffer.allocate(14)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(5)
                        .put("gr\u00fc!".getBytes(UTF_8))
                        .putInt(0)
                        .put((byte) 1)
                        .array();
        HttpResponse<byte[]> answer = client.post("log", head, in);
        assertThat(answer.statusCode()).isEqualTo(200);
        byte[] data = data(answer);
        assertThat(Arrays.copyOf(data, 13)).isEqualTo(Arrays.copyOf(in, 13));
        assertThat(data[13]).isZero();
        assertThat(Arrays.copyOfRange(data, 14, 18)).isEqualTo(floats(Float.NEGATIVE_INFINITY));
    }

    @Test
    void aRawBodyIsTheOnlyInputAndEveryOutputIsBinary() throws Exception {
        HttpResponse<byte[]> answer = client.send("neg", "0", OCTETS, floats(1, 2, 3));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(data(answer)).isEqualTo(floats(-1, -2, -3));
        assertThat(client.send("two", "0", OCTETS, floats(1, 2, 3)).statusCode()).isEqualTo(400);
        assertThat(client.send("neg", "0", OCTETS, new byte[5]).statusCode()).isEqualTo(400);
    }

    @Test
    void aLargeTensorLiesOutsideTheHeap() throws Exception {
        int count = 500_000;
        String head =
                """
                {"inputs":[{"name":"x","shape":[%d],"datatype":"FP32",\
                "parameters":{"binary_data_size":%d}}],"parameters":{"binary_data_output":true}}\
                """
                        .formatted(count, 4 * count);
        float[] values = new float[count];
        float[] negatives = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
            negatives[i] = -values[i];
        }
        assertThat(data(client.post("neg", head, floats(values)))).isEqualTo(floats(negatives));
    }

    @Test
    void anEmptyBatchIsAnsweredEmpty() throws Exception {
        String head = X.replace("[1,2]", "[0,2]").replace(":8", ":0");
        HttpResponse<byte[]> answer = client.post("add", head, new byte[0]);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(data(answer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-1", "x", "999999", "9999999999", "''"})
    void aLengthThatTheBodyDoesNotHaveIsRefused(String length) throws Exception {
        assertRefused(client.send("add", length, OCTETS, X.getBytes(UTF_8)), LENGTH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "binary_data_size":8 | "binary_data_size":9  | only 8 bytes follow
                    "binary_data_size":8 | "binary_data_size":4  | takes 8 bytes, but 4 were sent
                    "binary_data_size":8 | "binary_data_size":-8 | number of bytes
                    "binary_data_size":8 | "binary_data_size":"8" | number of bytes
                    "binary_data_size":8 | "other":1             | has no data
                    "binary_data_size":8 | "shared_memory_region":"r","shared_memory_byte_size":8 | has no data
                    "binary_data_size":8 | "binary_data_size":9223372036854775807 | only 8 bytes follow
                    "binary_data_size":8 | "binary_data_size":9223372036854775808 | number of bytes
                    [1,2]                | [0,2]                 | takes 0 bytes
                    [1,2]                | [2,2]                 | takes 16 bytes
                    [1,2]                | [-1,2]                | from 0 on
                    [1,2]                | [4611686018427387904,2] | more elements
                    "name":"x"           | "name":"x","data":[1,2] | both
                    "binary_data_output":true | "binary_data_output":1 | true or false
                    """)
    void whatLiesAboutItsSizeIsRefused(String said, String lie, String why) throws Exception {
        HttpResponse<byte[]> answer = client.post("add", X.replace(said, lie), floats(1, 2));
        assertRefused(answer, why);
    }

    @Test
    void aBodyWithoutTheHeaderHasNoBinaryPart() throws Exception {
        assertRefused(
                client.send("add", null, OCTETS, X.getBytes(UTF_8)),
                "the JSON's own length must be in " + LENGTH);
    }

    @Test
    void bytesThatNobodyAnnouncesAreRefused() throws Exception {
        assertRefused(
                client.post("add", X, floats(1, 2, 3)), "4 bytes follow that no input announces");
    }

    @ParameterizedTest
    @CsvSource({"9, but 2 follow", "1, 1 bytes are left", "-1, but 2 follow"})
    void aTextThatIsNotAsLongAsItSaysIsRefused(int length, String why) throws Exception {
        String head =
                """
                {"inputs":[{"name":"t","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":6}}]}\
                """;
        byte[] text =
                ByteBuffer.allocate(6)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(length)
                        .put((byte) 'a')
                        .put((byte) 'b')
                        .array();
        assertRefused(client.post("log", head, text), why);
    }

    @ParameterizedTest
    @CsvSource({"half, FP16", "brain, BF16"})
    void halvesGoThroughAModelAsTheirBits(String model, String datatype) throws Exception {
        byte[] bits = {0x00, 0x3c, 0x01, 0x7c, (byte) 0xff, (byte) 0xff};
        String head =
                """
                {"inputs":[{"name":"x","shape":[3],"datatype":"%s","parameters":{"binary_data_size":6}}],\
                "outputs":[{"name":"y","parameters":{"binary_data":true}}]}\
                """
                        .formatted(datatype);
        assertThat(data(client.post(model, head, bits))).isEqualTo(bits);
        assertRefused(
                client.post(model, head.replace("true", "false"), bits),
                "ask for it as binary data");
        String json = head.replace("\"parameters\":{\"binary_data_size\":6}", "\"data\":[1,2,3]");
        assertRefused(client.post(model, json, new byte[0]), "send it as binary data");
    }

    @Test
    void whatIsNoNumberInJsonIsAnsweredAsBinaryData() throws Exception {
        String head =
                """
                {"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[0]},\
                {"name":"t","shape":[0],"datatype":"BYTES","data":[]},\
                {"name":"f","shape":[1],"datatype":"BOOL","data":[true]}],\
                "outputs":[{"name":"y","parameters":{"binary_data":true}}]}\
                """;
        byte[] json = head.getBytes(UTF_8);
        assertThat(data(client.send("log", null, "application/json", json)))
                .isEqualTo(floats(Float.NEGATIVE_INFINITY));
    }

    @Test
    void idAndParametersComeBack() throws Exception {
        String head =
                X.replace("{\"inputs\"", "{\"id\":\"a-7\",\"inputs\"")
                        .replace(
                                "\"binary_data_output\":true",
                                "\"binary_data_output\":true,\"timeout\":60000000,\"mine\":\"gr\u00fcn\","
                                        + "\"deep\":{\"a\":[1]},\"n\":18446744073709551616,\"f\":1.50,"
                                        + "\"t\":true,\"nothing\":null");
        assertThat(json(client.post("add", head, floats(1, 2))))
                .startsWith(
                        """
                        {"id":"a-7","model_name":"add","model_version":"1","parameters":\
                        {"mine":"gr\u00fcn","n":18446744073709551616,"f":1.50,"t":true},"outputs":\
                        """);
        String tooLong = X.replace("true", "true,\"long\":\"" + "a".repeat(1 << 17) + "\"");
        assertRefused(client.post("add", tooLong, floats(1, 2)), "send data as inputs");
    }

    @Test
    void anUnknownOutputIsToldWhichThereAre() throws Exception {
        String head =
                X.replace(
                        "\"parameters\":{\"binary_data_o",
                        "\"outputs\":[{\"name\":\"q\"}],\"parameters\":{\"binary_data_o");
        assertRefused(
                client.post("add", head, floats(1, 2)),
                "output 'q' is unknown; the model gives 'y'");
    }

    private static void assertRefused(HttpResponse<byte[]> answer, String why) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), UTF_8)).contains(why);
        assertThat(answer.headers().firstValue(LENGTH)).isEmpty();
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
