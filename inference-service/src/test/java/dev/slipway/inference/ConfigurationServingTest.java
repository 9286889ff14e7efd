package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.DataType;
import dev.slipway.contract.openinference.ModelConfig;
import dev.slipway.contract.openinference.ModelConfigResponse;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a version is, in the words of Triton's extension for model configurations. */
class ConfigurationServingTest {
    @TempDir static Path cache;

    private static TestReplica replica;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        replica = new TestReplica(cache, Map.of());
        replica.serve("doubled", 1, TestModels.doubled(null));
        replica.serve("declared", 1, TestModels.doubled(8));
        replica.serve("declined", 1, TestModels.doubled(1));
        replica.serve("two", 1, TestModels.twoByTwo(7));
    }

    @AfterAll
    static void stop() {
        client.close();
        replica.close();
    }

    private static String json(String path, String model) throws Exception {
        HttpResponse<String> answer = replica.send(replica.request(path, model, 1).build());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static ModelConfig message(String model) throws Exception {
        HttpResponse<byte[]> answer =
                client.send(
                        replica.request("/v2/models/" + model + "/config", model, 1)
                                .header("Accept", "application/x-protobuf")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-protobuf");
        return ModelConfigResponse.parseFrom(answer.body()).getConfig();
    }

    @Test
    void whereRequestsShareRunsTheBatchIsNoDimension() throws Exception {
        assertThat(json("/v2/models/doubled/config", "doubled"))
                .isEqualTo(
                        """
                        {"name":"doubled","platform":"onnx_onnxv1","backend":"onnxruntime",\
                        "max_batch_size":32,\
                        "input":[{"name":"x","data_type":"TYPE_FP32","dims":[2]}],\
                        "output":[{"name":"y","data_type":"TYPE_FP32","dims":[2]}],\
                        "dynamic_batching":{}}\
                        """);
        assertThat(message("declared").getMaxBatchSize()).isEqualTo(8);
        assertThat(message("declared").getInput(0).getDimsList()).containsExactly(2L);
        assertThat(message("declared").hasDynamicBatching()).isTrue();
    }

    @Test
    void whereTheyRunOneAtATimeItIsOne() throws Exception {
        assertThat(json("/v2/models/two/versions/1/config", "two"))
                .isEqualTo(
                        """
                        {"name":"two","platform":"onnx_onnxv1","backend":"onnxruntime",\
                        "max_batch_size":0,\
                        "input":[{"name":"a","data_type":"TYPE_FP32","dims":[-1,3]},\
                        {"name":"b","data_type":"TYPE_INT64","dims":[2]}],\
                        "output":[{"name":"y","data_type":"TYPE_FP32","dims":[-1,4]},\
                        {"name":"z","data_type":"TYPE_INT64","dims":[2]}]}\
                        """);
        assertThat(message("declined").getMaxBatchSize()).isZero();
        assertThat(message("declined").getOutput(0).getDimsList()).containsExactly(-1L, 2L);
        assertThat(message("declined").hasDynamicBatching()).isFalse();
    }

    @Test
    void theMessageSaysWhatTheJsonSays() throws Exception {
        ModelConfig two = message("two");

        assertThat(two.getName()).isEqualTo("two");
        assertThat(two.getPlatform()).isEqualTo("onnx_onnxv1");
        assertThat(two.getBackend()).isEqualTo("onnxruntime");
        assertThat(two.getInput(0).getName()).isEqualTo("a");
        assertThat(two.getInput(0).getDataType()).isEqualTo(DataType.TYPE_FP32);
        assertThat(two.getInput(0).getDimsList()).containsExactly(-1L, 3L);
        assertThat(two.getOutput(1).getName()).isEqualTo("z");
        assertThat(two.getOutput(1).getDataType()).isEqualTo(DataType.TYPE_INT64);
    }

    @Test
    void itIsAskedWithGet() throws Exception {
        assertThat(replica.post("/v2/models/two/config", "two", 1, "{}").statusCode())
                .isEqualTo(405);
    }
}
