package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static dev.slipway.inference.TestReplica.await;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.TextTruncation;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.testing.MiniLm;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deployment's settings of texts mean for requests. */
class TextSettingsServingTest {
    private static final String LONG = "word ".repeat(200);
    private static final String LONG_TEXT = "{\"input\":\"" + LONG + "\"}";

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

    @BeforeEach
    void withoutOverrides() {
        replica.registry.override("minilm", 1, new DeploymentOverrides(null, null));
        await(() -> embed(LONG_TEXT).statusCode() == 200);
        await(() -> embed("{\"input\":[1]}").statusCode() == 400);
    }

    private static HttpResponse<String> embed(String body) throws Exception {
        return replica.post("/v1/embeddings", "minilm", 1, body);
    }

    private static String message(HttpResponse<String> answer) {
        return json(answer).at("/error/message").asString();
    }

    @Test
    void aDeploymentThatRefusesLongTextsSaysHowManyTokensTheyHave() throws Exception {
        replica.registry.override(
                "minilm", 1, new DeploymentOverrides(TextTruncation.REFUSE, null));
        await(() -> embed(LONG_TEXT).statusCode() == 400);
        HttpResponse<String> refused = embed("{\"input\":[\"short\",\"" + LONG + "\"]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(message(refused))
                .isEqualTo(
                        "element 1 of 'input' has 202 tokens, special ones included, but the model"
                                + " reads 128; send less, or \"truncate\": true to have it cut");
        assertThat(json(refused).at("/error/param").asString()).isEqualTo("input");
        String huge = "{\"input\":\"" + "word ".repeat(20_000) + "\"}";
        assertThat(message(embed(huge))).contains("more than 128 tokens");
        assertThat(embed("{\"input\":\"short\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestsOwnWordComesBeforeTheDeployments() throws Exception {
        RequestCounters counters = replica.context.getBean(RequestCounters.class);
        for (String no : List.of("false", "\"NONE\"")) {
            assertThat(embed(LONG_TEXT.replace("{", "{\"truncate\":" + no + ",")).statusCode())
                    .isEqualTo(400);
        }
        replica.registry.override(
                "minilm", 1, new DeploymentOverrides(TextTruncation.REFUSE, null));
        await(() -> embed(LONG_TEXT).statusCode() == 400);
        long before = counters.cutTextsTotal();
        for (String yes : List.of("true", "\"END\"")) {
            HttpResponse<String> cut = embed(LONG_TEXT.replace("{", "{\"truncate\":" + yes + ","));
            assertThat(cut.statusCode()).isEqualTo(200);
            assertThat(cut.headers().firstValue(Headers.TRUNCATED)).contains("1");
            assertThat(json(cut).at("/usage/prompt_tokens").asInt()).isEqualTo(128);
        }
        assertThat(counters.cutTextsTotal()).isEqualTo(before + 2);
    }

    @Test
    void tokenIdsAreTakenWhereTheDeploymentAllowsThemAndCheckedAgainstTheVocabulary()
            throws Exception {
        replica.registry.override("minilm", 1, new DeploymentOverrides(null, true));
        await(() -> embed("{\"input\":[101,102]}").statusCode() == 200);
        long[] ids;
        try (HuggingFaceTokenizer tokenizer =
                HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(MiniLm.tokenizer()), Map.of("padding", "false"))) {
            ids = tokenizer.encode("texts and ids").getIds();
        }
        List<Double> text = vector("{\"input\":\"texts and ids\"}", 0);
        assertThat(vector("{\"input\":" + Arrays.toString(ids) + "}", 0)).isEqualTo(text);
        String lists = "{\"input\":[[101,102]," + Arrays.toString(ids) + "]}";
        assertThat(vector(lists, 1)).hasSameSizeAs(text);
        assertThat(json(embed(lists)).at("/usage/prompt_tokens").asInt()).isEqualTo(2 + ids.length);
        for (String bad : List.of("-1", "30522", "[1,-1]", "1.5", "\"a\"", "[]", "99999999999")) {
            HttpResponse<String> refused = embed("{\"input\":[[101]," + bad + "]}");
            assertThat(refused.statusCode()).as(bad).isEqualTo(400);
        }
        assertThat(message(embed("{\"input\":[101,30522]}"))).contains("from 0 to 30521");
        String tooMany = Arrays.toString(new int[200]);
        HttpResponse<String> cut = embed("{\"input\":" + tooMany + "}");
        assertThat(cut.headers().firstValue(Headers.TRUNCATED)).contains("1");
        assertThat(message(embed("{\"truncate\":false,\"input\":" + tooMany + "}")))
                .contains("has 200 tokens");
    }

    private static List<Double> vector(String body, int at) throws Exception {
        List<Double> vector = new ArrayList<>();
        json(embed(body))
                .path("data")
                .get(at)
                .path("embedding")
                .forEach(number -> vector.add(number.asDouble()));
        return vector;
    }

    @Test
    void aChangeUnderLoadCostsNoRequest() throws Exception {
        String body = JSON.writeValueAsString(Map.of("input", List.of("one", "two")));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            if (i % 10 == 0) {
                TextTruncation other =
                        i % 20 == 0 ? TextTruncation.REFUSE : TextTruncation.TRUNCATE;
                replica.registry.override("minilm", 1, new DeploymentOverrides(other, i % 20 == 0));
                int heard = replica.registry.heard().size();
                await(() -> replica.registry.heard().size() > heard + 1);
            }
            answers.add(
                    replica.sendAsync(
                            replica.request("/v1/embeddings", "minilm", 1)
                                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                                    .build()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
    }
}
