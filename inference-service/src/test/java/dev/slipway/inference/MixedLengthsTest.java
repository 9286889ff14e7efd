package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.inference.testing.MiniLm;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Texts of different lengths share runs of a real model, and each is what it is alone. */
class MixedLengthsTest {
    /** How far a number may be from what it is alone: of itself, or of 1 if it is smaller. */
    private static final double CLOSE = 1e-5;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("minilm", 1, MiniLm.files(null));
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    private static JsonNode embed(Object input) throws Exception {
        HttpResponse<String> answer =
                replica.post(
                        "/v1/embeddings",
                        "minilm",
                        1,
                        JSON.writeValueAsString(Map.of("input", input)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("data");
    }

    private static void assertClose(JsonNode actual, JsonNode expected) {
        assertThat(actual.size()).isPositive().isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            double alone = expected.get(i).asDouble();
            assertThat(actual.get(i).asDouble())
                    .isCloseTo(alone, within(CLOSE * Math.max(1, Math.abs(alone))));
        }
    }

    @Test
    void textsOfOneRequestShareRunsAndEachIsWhatItIsAlone() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            texts.add("text " + i + " and more".repeat((i * 5) % 24));
        }
        long runs = replica.runs().engineRuns();
        long merged = replica.runs().mergedRequests();
        JsonNode together = embed(texts);
        assertThat(replica.runs().engineRuns() - runs).isLessThan(texts.size());
        assertThat(replica.runs().mergedRequests()).isGreaterThan(merged);
        assertThat(together.size()).isEqualTo(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            JsonNode alone = embed(texts.get(i)).get(0).path("embedding");
            assertClose(together.get(i).path("embedding"), alone);
        }
    }

    @Test
    void tensorsOfTextsGetAsManyTokensBackAsTheyHave() throws Exception {
        List<long[]> texts =
                List.of(
                        new long[] {101, 2028, 102},
                        new long[] {101, 1037, 3793, 1997, 2062, 19204, 2015, 2084, 2008, 102},
                        new long[] {101, 2048, 2616, 102});
        List<JsonNode> alone = new ArrayList<>();
        for (long[] ids : texts) {
            alone.add(output(replica.sendAsync(replica.inferRequest("minilm", 1, tensors(ids)))));
        }
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            BodyPublisher body = tensors(texts.get(i % texts.size()));
            answers.add(replica.sendAsync(replica.inferRequest("minilm", 1, body)));
        }
        for (int i = 0; i < answers.size(); i++) {
            int tokens = texts.get(i % texts.size()).length;
            JsonNode output = output(answers.get(i));
            assertThat(output.path("shape").toString())
                    .isEqualTo("[1," + tokens + "," + MiniLm.WIDTH + "]");
            assertClose(output.path("data"), alone.get(i % texts.size()).path("data"));
        }
    }

    private static JsonNode output(CompletableFuture<HttpResponse<String>> answer)
            throws Exception {
        assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
        return json(answer.get()).at("/outputs/0");
    }

    private static BodyPublisher tensors(long[] ids) {
        List<Map<String, Object>> inputs = new ArrayList<>();
        for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
            long[] data = name.equals("input_ids") ? ids : new long[ids.length];
            if (name.equals("attention_mask")) {
                Arrays.fill(data, 1);
            }
            inputs.add(
                    Map.of(
                            "name",
                            name,
                            "datatype",
                            "INT64",
                            "shape",
                            List.of(1, ids.length),
                            "data",
                            data));
        }
        return BodyPublishers.ofString(JSON.writeValueAsString(Map.of("inputs", inputs)));
    }
}
