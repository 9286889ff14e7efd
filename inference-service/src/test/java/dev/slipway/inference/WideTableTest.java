package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.slipway.contract.Headers;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.testing.TwoTowers;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A recommender with wide tables, against ONNX Runtime called directly. */
class WideTableTest {
    private static final int[] SIZES = {1, 2, 3, 5, 6, 7, 8};
    private static final int ALL = 32;
    private static final int ROUNDS = 4;

    @TempDir static Path directory;

    private static TestReplica replica;
    private static OrtSession session;
    private static final Random RANDOM = new Random(3);

    /** Pairs of one request. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Pairs(long[] users, long[] items) {
        static Pairs some(int count) {
            return new Pairs(
                    RANDOM.longs(count, 0, TwoTowers.USERS).toArray(),
                    RANDOM.longs(count, 0, TwoTowers.ITEMS).toArray());
        }

        String body() {
            return JSON.writeValueAsString(
                    Map.of("inputs", List.of(input("user", users), input("item", items))));
        }

        private static Map<String, Object> input(String name, long[] ids) {
            return Map.of(
                    "name", name, "datatype", "INT64", "shape", List.of(ids.length), "data", ids);
        }

        float[] directly() throws Exception {
            OrtEnvironment ort = OrtEnvironment.getEnvironment();
            try (OnnxTensor user = OnnxTensor.createTensor(ort, users);
                    OnnxTensor item = OnnxTensor.createTensor(ort, items);
                    OrtSession.Result result = session.run(Map.of("user", user, "item", item))) {
                return (float[]) result.get(0).getValue();
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Map<String, byte[]> files = TwoTowers.files();
        Path folder = Files.createDirectory(directory.resolve("directly"));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        session =
                OrtEnvironment.getEnvironment()
                        .createSession(folder.resolve("model.onnx").toString());
        replica = new TestReplica(directory.resolve("cache"), Map.of());
        replica.serve("towers", 1, TwoTowers.of(files, null));
        replica.serve(
                "held",
                1,
                TwoTowers.of(files, ALL).with(new FixedBatching(1_000_000, List.of(ALL))));
    }

    @AfterAll
    static void stop() throws Exception {
        replica.close();
        session.close();
    }

    private static CompletableFuture<HttpResponse<String>> send(String model, Pairs pairs) {
        return replica.sendAsync(
                replica.inferRequest(model, 1, BodyPublishers.ofString(pairs.body())));
    }

    private static float[] scores(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode data = json(answer).at("/outputs/0/data");
        float[] scores = new float[data.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) data.get(i).asDouble();
        }
        return scores;
    }

    private static void assertClose(HttpResponse<String> answer, Pairs pairs) throws Exception {
        float[] expected = pairs.directly();
        float[] scores = scores(answer);
        assertThat(scores).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(scores[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void alonePairsHaveTheScoresOfTheRuntimeBitForBit() throws Exception {
        for (int size : SIZES) {
            Pairs pairs = Pairs.some(size);
            float[] expected = pairs.directly();
            float[] scores = scores(send("towers", pairs).get());
            assertThat(scores).hasSameSizeAs(expected);
            for (int i = 0; i < size; i++) {
                assertThat(Float.floatToRawIntBits(scores[i]))
                        .isEqualTo(Float.floatToRawIntBits(expected[i]));
            }
        }
    }

    @Test
    void thatRowsMayShareRunsIsFoundOutByThemselves() throws Exception {
        HttpResponse<String> metadata =
                replica.send(replica.request("/v2/models/towers", "towers", 1).build());
        assertThat(json(metadata).at("/parameters/batching").asString())
                .endsWith("rows gave together what they gave alone");
        List<Pairs> all = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Pairs pairs = Pairs.some(SIZES[i % SIZES.length]);
            all.add(pairs);
            answers.add(send("towers", pairs));
        }
        for (int i = 0; i < all.size(); i++) {
            assertClose(answers.get(i).get(), all.get(i));
        }
    }

    @Test
    void requestsOfDifferentSizesShareARunAndEachKeepsItsRows() throws Exception {
        RunCounters own = replica.runs().of(new RunCounters.Version("held", 1));
        for (int round = 0; round < ROUNDS; round++) {
            long runs = own.engineRuns();
            long merged = own.mergedRequests();
            List<Pairs> all = new ArrayList<>();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int size : SIZES) {
                Pairs pairs = Pairs.some(size);
                all.add(pairs);
                answers.add(send("held", pairs));
            }
            for (int i = 0; i < all.size(); i++) {
                HttpResponse<String> answer = answers.get(i).get();
                assertClose(answer, all.get(i));
                assertThat(answer.headers().firstValue(Headers.BATCH_ROWS))
                        .contains(Integer.toString(ALL));
            }
            assertThat(own.engineRuns()).isEqualTo(runs + 1);
            assertThat(own.mergedRequests()).isEqualTo(merged + SIZES.length);
        }
    }

    @Test
    void anIdThatTheTableDoesNotHaveIsRefusedForItsRequestAlone() throws Exception {
        int poisoned = 3;
        List<Pairs> all = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            Pairs pairs = Pairs.some(SIZES[i]);
            if (i == poisoned) {
                pairs.users()[1] = TwoTowers.USERS;
            }
            all.add(pairs);
            answers.add(send("held", pairs));
        }
        for (int i = 0; i < all.size(); i++) {
            HttpResponse<String> answer = answers.get(i).get();
            assertThat(answer.headers().firstValue(Headers.BATCH_ROWS))
                    .contains(Integer.toString(ALL));
            if (i == poisoned) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
                assertThat(answer.headers().firstValue(Headers.ERROR)).contains("invalid_input");
                assertThat(json(answer).path("error").asString())
                        .startsWith("the model refuses these values");
            } else {
                assertClose(answer, all.get(i));
            }
        }
    }
}
