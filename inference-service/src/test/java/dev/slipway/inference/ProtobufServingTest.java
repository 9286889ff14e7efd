package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelMetadataResponse;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway asks for a client that speaks gRPC. */
class ProtobufServingTest {
    private static final String PROTOBUF = "application/x-protobuf";

    @TempDir static Path cache;

    private static TestReplica replica;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        replica.close();
    }

    private static HttpResponse<byte[]> infer(ModelInferRequest request) throws Exception {
        return client.send(
                replica.request("/v2/models/add/infer", "add", 1)
                        .header("Content-Type", PROTOBUF)
                        .POST(BodyPublishers.ofByteArray(request.toByteArray()))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static ModelInferRequest.InferInputTensor.Builder x() {
        return ModelInferRequest.InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(2);
    }

    @Test
    void typedAndRawTensorsGetTheSameRawAnswer() throws Exception {
        ByteBuffer raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        raw.putFloat(1).putFloat(2.5f).flip();
        ModelInferRequest typed =
                ModelInferRequest.newBuilder()
                        .setId("7")
                        .addInputs(
                                x().setContents(
                                                InferTensorContents.newBuilder()
                                                        .addAllFp32Contents(List.of(1f, 2.5f))))
                        .build();
        ModelInferRequest bytes =
                ModelInferRequest.newBuilder()
                        .setId("7")
                        .addInputs(x())
                        .addRawInputContents(ByteString.copyFrom(raw))
                        .build();

        HttpResponse<byte[]> answer = infer(typed);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(PROTOBUF);
        assertThat(answer.headers().firstValue(Headers.MODEL_VERSION)).contains("1");
        ModelInferResponse read = ModelInferResponse.parseFrom(answer.body());
        assertThat(read.getId()).isEqualTo("7");
        assertThat(read.getModelVersion()).isEqualTo("1");
        ByteBuffer y =
                read.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(y.getFloat()).isEqualTo(2f);
        assertThat(y.getFloat()).isEqualTo(3.5f);
        assertThat(ModelInferResponse.parseFrom(infer(bytes).body())).isEqualTo(read);
    }

    @Test
    void aRefusalIsItsSentence() throws Exception {
        HttpResponse<byte[]> answer =
                infer(ModelInferRequest.newBuilder().addInputs(x().setName("q")).build());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue(Headers.ERROR)).contains("invalid_input");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo("input 'q' is unknown; the model takes 'x'");
    }

    @Test
    void metadataIsAMessageForWhoAcceptsThat() throws Exception {
        HttpResponse<byte[]> answer =
                client.send(
                        replica.request("/v2/models/add", "add", 1)
                                .header("Accept", PROTOBUF)
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(ModelMetadataResponse.parseFrom(answer.body()).getInputs(0).getDatatype())
                .isEqualTo("FP32");
    }
}
