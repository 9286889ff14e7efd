package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A cross-encoder as its users ask it, against ONNX Runtime called directly. */
class RerankTest {
    private static final String QUERY = "how many people live in Berlin?";
    private static final List<String> DOCUMENTS =
            List.of(
                    "Berlin has 3.7 million people.",
                    "A boat leaves the slipway.",
                    "New York is known for its museums and for much else that is not told here.",
                    "🚢 grüße aus dem Hafen 🚢",
                    "population of the capital");

    @TempDir static Path cache;

    private static TestReplica replica;
    private static DirectCrossEncoders direct;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        direct = new DirectCrossEncoders();
        for (String name : List.of("typed", "untyped")) {
            TestPackage cross = TestModels.crossEncoder(name.equals("typed"));
            replica.serve(name, 1, cross);
            direct.load(name, cross);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        direct.close();
        replica.close();
    }

    private static HttpResponse<String> rerank(String model, Object body) throws Exception {
        return replica.post("/v1/rerank", model, 1, JSON.writeValueAsString(body));
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"typed", "untyped"})
    void scoresAreThoseOfTheModelSortedAndBetweenZeroAndOne(String model) throws Exception {
        HttpResponse<String> answer =
                rerank(model, Map.of("model", model, "query", QUERY, "documents", DOCUMENTS));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue(Headers.TRUNCATED)).isEmpty();
        List<Float> logits = new ArrayList<>();
        long tokens = 0;
        for (String document : DOCUMENTS) {
            logits.add(direct.logit(model, QUERY, document));
            tokens += direct.tokens(QUERY, document);
        }
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
        order.sort(Comparator.comparing(logits::get).reversed());
        JsonNode results = json(answer).path("results");
        assertThat(results.size()).isEqualTo(DOCUMENTS.size());
        for (int i = 0; i < DOCUMENTS.size(); i++) {
            JsonNode one = results.get(i);
            assertThat(one.path("index").asInt()).isEqualTo(order.get(i));
            assertThat(one.path("relevance_score").asDouble())
                    .isCloseTo(sigmoid(logits.get(order.get(i))), within(1e-5));
            assertThat(one.has("document")).isFalse();
        }
        assertThat(json(answer).path("model").asString()).isEqualTo(model);
        assertThat(json(answer).at("/usage/total_tokens").asLong()).isEqualTo(tokens);
    }

    @Test
    void theBestAreAnsweredWithTheirDocumentsAndLogitsWhereThatIsWanted() throws Exception {
        List<Object> documents = new ArrayList<>(DOCUMENTS);
        documents.set(1, Map.of("text", DOCUMENTS.get(1), "title", List.of(1, Map.of("a", 2))));
        HttpResponse<String> answer =
                rerank(
                        "typed",
                        Map.of(
                                "query",
                                Map.of("text", QUERY),
                                "documents",
                                documents,
                                "top_n",
                                2,
                                "return_documents",
                                true,
                                "raw_scores",
                                true));
        JsonNode results = json(answer).path("results");
        assertThat(results.size()).isEqualTo(2);
        for (JsonNode one : results) {
            String document = DOCUMENTS.get(one.path("index").asInt());
            assertThat(one.at("/document/text").asString()).isEqualTo(document);
            assertThat(one.path("relevance_score").asDouble())
                    .isCloseTo(direct.logit("typed", QUERY, document), within(1e-4));
        }
        HttpResponse<String> all =
                rerank("typed", Map.of("query", QUERY, "documents", DOCUMENTS, "top_n", 99));
        assertThat(json(all).path("results").size()).isEqualTo(DOCUMENTS.size());
    }

    @Test
    void manyDocumentsShareRunsAndEachKeepsItsScore() throws Exception {
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            documents.add("document " + i + " and so on".repeat(i % 5));
        }
        long before = replica.runs().engineRuns();
        HttpResponse<String> answer =
                rerank("typed", Map.of("query", QUERY, "documents", documents));
        assertThat(replica.runs().engineRuns() - before).isLessThan(documents.size() / 2);
        for (JsonNode one : json(answer).path("results")) {
            double expected =
                    sigmoid(direct.logit("typed", QUERY, documents.get(one.path("index").asInt())));
            assertThat(one.path("relevance_score").asDouble()).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void whatIsTooLongIsCutAsHuggingFaceDoesOrRefusedAsTheRequestWants() throws Exception {
        String document = "word and more ".repeat(40);
        HttpResponse<String> cut =
                rerank("typed", Map.of("query", QUERY, "documents", List.of(document, "short")));
        assertThat(cut.headers().firstValue(Headers.TRUNCATED)).contains("1");
        for (JsonNode one : json(cut).path("results")) {
            String of = one.path("index").asInt() == 0 ? document : "short";
            assertThat(one.path("relevance_score").asDouble())
                    .isCloseTo(sigmoid(direct.logit("typed", QUERY, of)), within(1e-5));
        }
        HttpResponse<String> refused =
                rerank(
                        "typed",
                        Map.of(
                                "query",
                                QUERY,
                                "documents",
                                List.of("short", document),
                                "truncate",
                                "NONE"));
        assertThat(refused.statusCode()).isEqualTo(400);
        int tokens = 3 + direct.tokens(QUERY) + 40 * direct.tokens("word and more");
        assertThat(json(refused).at("/error/message").asString())
                .contains("element 1 of 'documents' has " + tokens + " tokens", "reads 48");
        assertThat(json(refused).at("/error/param").asString()).isEqualTo("documents");
    }

    @Test
    void aLongQueryIsCutOnceOrRefused() throws Exception {
        String query = "why not ".repeat(60);
        HttpResponse<String> cut =
                rerank("typed", Map.of("query", query, "documents", List.of("a", "b")));
        assertThat(cut.headers().firstValue(Headers.TRUNCATED)).contains("2");
        HttpResponse<String> refused =
                rerank(
                        "typed",
                        Map.of("query", query, "documents", List.of("a"), "truncate", false));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/message").asString()).contains("'query' has 122");
    }

    @Test
    void aDocumentIsReadUpToTheTokensThatTheRequestAllows() throws Exception {
        String document = "🚢 one two three four five six";
        HttpResponse<String> answer =
                rerank(
                        "typed",
                        Map.of(
                                "query",
                                QUERY,
                                "documents",
                                List.of(document, "one two"),
                                "max_tokens_per_doc",
                                4,
                                "truncate",
                                false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue(Headers.TRUNCATED)).contains("1");
        for (JsonNode one : json(answer).path("results")) {
            String read = one.path("index").asInt() == 0 ? "🚢 one two three" : "one two";
            assertThat(one.path("relevance_score").asDouble())
                    .isCloseTo(sigmoid(direct.logit("typed", QUERY, read)), within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"query":                                             | invalid_json    |
                    ["query"]                                             | invalid_request |
                    {"documents":["a"]}                                   | invalid_request | query
                    {"query":"","documents":["a"]}                        | invalid_request | query
                    {"query":["q"],"documents":["a"]}                     | invalid_request | query
                    {"query":"q"}                                         | invalid_request | documents
                    {"query":"q","documents":"a"}                         | invalid_request | documents
                    {"query":"q","documents":[]}                          | invalid_request | documents
                    {"query":"q","documents":["a",""]}                    | invalid_request | documents
                    {"query":"q","documents":["a",1]}                     | invalid_request | documents
                    {"query":"q","documents":[{"title":"a"}]}             | invalid_request | documents
                    {"query":"q","documents":["a"],"top_n":0}             | invalid_request | top_n
                    {"query":"q","documents":["a"],"top_n":"1"}           | invalid_request | top_n
                    {"query":"q","documents":["a"],"return_documents":1}  | invalid_request | return_documents
                    {"query":"q","documents":["a"],"max_tokens_per_doc":0}| invalid_request | max_tokens_per_doc
                    {"query":"q","documents":["a"],"truncate":"LEFT"}     | invalid_request | truncate
                    """)
    void aWrongRequestIsRefusedWithItsField(String body, String code, String param)
            throws Exception {
        HttpResponse<String> answer = replica.post("/v1/rerank", "typed", 1, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = json(answer).path("error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("param").asString("")).isEqualTo(param == null ? "" : param);
    }

    @Test
    void moreDocumentsThanAllowedAndAskingForEmbeddingsAreToldSo() throws Exception {
        HttpResponse<String> many =
                replica.post(
                        "/v1/rerank",
                        "typed",
                        1,
                        "{\"query\":\"q\",\"documents\":[\"a\"" + ",\"a\"".repeat(2048) + "]}");
        assertThat(many.statusCode()).isEqualTo(400);
        assertThat(many.body()).contains("more than 2048 elements");
        HttpResponse<String> embeddings =
                replica.post("/v1/embeddings", "typed", 1, "{\"input\":\"a\"}");
        assertThat(json(embeddings).at("/error/code").asString()).isEqualTo("task_not_supported");
        assertThat(json(embeddings).at("/error/message").asString())
                .contains("its task is 'text-ranking', which POST /v1/rerank answers");
    }
}
