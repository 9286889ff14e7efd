package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Repository;
import dev.slipway.e2e.platform.SharedPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("slow")
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RealClientsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private Platform platform;
    private byte[] twoByTwo;

    @BeforeAll
    void start(Platform shared) throws Exception {
        platform = shared;
        twoByTwo = Models.twoByTwo(new Random());
        deployUnseenModelInTwoCalls();
    }

    /** By curl, as the documentation shows it. */
    private void deployUnseenModelInTwoCalls() throws Exception {
        Path file = Repository.scratch().resolve("two-by-two.onnx");
        Files.write(file, twoByTwo);
        String model = platform.url() + "/admin/v1/models/unseen";
        String uploaded = curl("-F", "file=@" + file + ";filename=model.onnx", model + "/versions");
        assertThat(JSON.readTree(uploaded).get("version").asInt()).isEqualTo(1);
        assertThat(JSON.readTree(uploaded).get("state").asString()).isEqualTo("verified");
        String rollout =
                curl(
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        "{\"version\":1,\"strategy\":\"blue_green\"}",
                        model + "/rollouts");
        String id = JSON.readTree(rollout).get("id").asString();
        AdminApi admin = platform.admin();
        Awaitility.await("the unseen model is live")
                .atMost(Duration.ofSeconds(60))
                .until(() -> admin.rolloutState("unseen", id).equals("completed"));
    }

    private String curl(String... arguments) throws Exception {
        List<String> line =
                new java.util.ArrayList<>(
                        List.of(
                                "curl",
                                "-sS",
                                "--fail-with-body",
                                "-H",
                                "Authorization: Bearer " + platform.adminKey()));
        line.addAll(List.of(arguments));
        return Command.run(Duration.ofMinutes(1), Map.of(), line).orFail();
    }

    @Test
    void theUnseenModelAnswersExactlyWhatOnnxRuntimeAnswers() throws Exception {
        float[][] features = {{0.1f, -2.5f, 3e-7f, 123456.79f}, {1, 2, 3, 4}};
        long[][] codes = {{-1, 99}, {1L << 52, -(1L << 40)}};
        String question =
                "{\"inputs\":[{\"name\":\"features\",\"shape\":[2,4],\"datatype\":\"FP32\","
                        + "\"data\":[[0.1,-2.5,3e-7,123456.79],[1,2,3,4]]},"
                        + "{\"name\":\"codes\",\"shape\":[2,2],\"datatype\":\"INT64\",\"data\":["
                        + "-1,99,"
                        + (1L << 52)
                        + ","
                        + -(1L << 40)
                        + "]}]}";
        AdminApi client =
                new AdminApi(
                        platform.url(), Map.of("Authorization", "Bearer " + platform.inferKey()));
        JsonNode answer = client.post("/v2/models/unseen/infer", question).expect(200);

        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(twoByTwo);
                OnnxTensor first = OnnxTensor.createTensor(environment, features);
                OnnxTensor second = OnnxTensor.createTensor(environment, codes);
                OrtSession.Result direct =
                        session.run(Map.of("features", first, "codes", second))) {
            float[][] score = (float[][]) direct.get(0).getValue();
            long[][] tag = (long[][]) direct.get(1).getValue();
            JsonNode outputs = answer.get("outputs");
            assertThat(outputs.get(0).get("name").asString()).isEqualTo("score");
            assertThat(outputs.get(1).get("datatype").asString()).isEqualTo("INT64");
            for (int row = 0; row < 2; row++) {
                for (int i = 0; i < 3; i++) {
                    assertThat(
                                    Float.parseFloat(
                                            outputs.get(0).get("data").get(row * 3 + i).toString()))
                            .isEqualTo(score[row][i]);
                }
                for (int i = 0; i < 2; i++) {
                    assertThat(outputs.get(1).get("data").get(row * 2 + i).asLong())
                            .isEqualTo(tag[row][i]);
                }
            }
        }
    }

    @Test
    void tritonclientWorksUnmodified() throws Exception {
        Path file = Repository.scratch().resolve("two-by-two.onnx");
        System.out.println(
                PythonClients.make()
                        .run(
                                "triton_http.py",
                                "127.0.0.1:" + platform.port(),
                                platform.inferKey(),
                                "unseen",
                                file.toString(),
                                platform.adminKey()));
    }

    @Test
    void tritonclientWorksUnmodifiedOverGrpc() throws Exception {
        Path file = Repository.scratch().resolve("two-by-two.onnx");
        System.out.println(
                PythonClients.make()
                        .runInEnvironmentOf(
                                platform,
                                "triton_grpc.py",
                                platform.inferKey(),
                                "unseen",
                                file.toString(),
                                platform.adminKey()));
    }

    @Test
    void tritonclientsBinaryTensorsWorkWhichAreItsDefault() throws Exception {
        Path file = Repository.scratch().resolve("two-by-two.onnx");
        System.out.println(
                PythonClients.make()
                        .run(
                                "triton_http_binary.py",
                                "127.0.0.1:" + platform.port(),
                                platform.inferKey(),
                                "unseen",
                                file.toString()));
    }

    @Test
    void langchainAndLlamaIndexWorkWithTheirOwnOpenaiClasses() throws Exception {
        System.out.println(
                PythonClients.make().runInEnvironmentOf(platform, "langchain_embeddings.py"));
    }

    @Test
    void openaiWorksUnmodifiedAndEmbeddingsEqualOnnxRuntimes() throws Exception {
        Path folder = Repository.scratch().resolve("minilm");
        PythonClients.copyResource("/all-minilm-l6-v2.onnx", folder.resolve("model.onnx"));
        PythonClients.copyResource(
                "/all-minilm-l6-v2-tokenizer.json", folder.resolve("tokenizer.json"));
        System.out.println(
                PythonClients.make()
                        .runInEnvironmentOf(platform, "openai_embeddings.py", folder.toString()));
    }

    @Test
    void thePrintedCurlLineWorksWhenPasted() throws Exception {
        String line =
                platform.upOutput()
                        .lines()
                        .map(String::strip)
                        .filter(one -> one.startsWith("curl "))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(platform.upOutput()));
        String answer =
                Command.run(Duration.ofMinutes(1), Map.of(), List.of("sh", "-c", line)).orFail();
        assertThat(answer).contains("embedding");
    }

    @Test
    void statusShowsServicesModelsVersionsAndReplicas() throws Exception {
        String instance =
                Objects.requireNonNull(platform.replicas().getFirst().values().get("instance"));
        assertThat(platform.status())
                .contains("gateway", "registry", "store", "autoscaler", "postgres", "object-store")
                .contains("minilm@1 ready", "unseen@1 ready")
                .contains(instance.substring(0, 8));
    }
}
