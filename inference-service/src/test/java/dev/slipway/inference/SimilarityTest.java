package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Sentences compared as Text Embeddings Inference is asked to, against their embeddings. */
class SimilarityTest {
    private static final String SOURCE = "A boat leaves the slipway.";
    private static final List<String> SENTENCES =
            List.of("The ship is launched.", "Berlin has 3.7 million people.", SOURCE);

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("minilm", 3, MiniLm.files(null));
        replica.serve("cross", 1, TestModels.crossEncoder(true));
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    private static HttpResponse<String> compare(Object body) throws Exception {
        return replica.post("/v1/similarity", "minilm", 3, JSON.writeValueAsString(body));
    }

    private static Map<String, Object> inputs(String source, List<String> sentences) {
        return Map.of("source_sentence", source, "sentences", sentences);
    }

    /** Of unit vectors, as those of this model are. */
    private static List<Double> byEmbeddings(String source, List<String> sentences)
            throws Exception {
        List<String> texts = new ArrayList<>(List.of(source));
        texts.addAll(sentences);
        JsonNode data =
                json(replica.post(
                                "/v1/embeddings",
                                "minilm",
                                3,
                                JSON.writeValueAsString(Map.of("input", texts))))
                        .path("data");
        List<Double> products = new ArrayList<>();
        for (int at = 1; at < data.size(); at++) {
            double product = 0;
            for (int i = 0; i < MiniLm.WIDTH; i++) {
                product +=
                        data.get(0).path("embedding").get(i).asDouble()
                                * data.get(at).path("embedding").get(i).asDouble();
            }
            products.add(product);
        }
        return products;
    }

    @Test
    void eachSentenceIsComparedWithTheSourceInItsOrder() throws Exception {
        HttpResponse<String> answer =
                compare(Map.of("model", "minilm", "inputs", inputs(SOURCE, SENTENCES)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue(Headers.MODEL_VERSION)).contains("3");
        List<Double> expected = byEmbeddings(SOURCE, SENTENCES);
        assertThat(json(answer).size()).isEqualTo(SENTENCES.size());
        for (int i = 0; i < SENTENCES.size(); i++) {
            assertThat(json(answer).get(i).asDouble()).isCloseTo(expected.get(i), within(1e-5));
        }
        assertThat(json(answer).get(0).asDouble()).isGreaterThan(json(answer).get(1).asDouble());
        assertThat(json(answer).get(2).asDouble()).isCloseTo(1, within(1e-6));
    }

    @Test
    void manySentencesShareRunsAndKeepTheirPlaces() throws Exception {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sentences.add("sentence " + i + " and so on".repeat(i % 4));
        }
        long before = replica.runs().engineRuns();

        JsonNode answer = json(compare(Map.of("inputs", inputs(SOURCE, sentences))));

        assertThat(replica.runs().engineRuns() - before).isLessThan(sentences.size() / 2);
        List<Double> expected = byEmbeddings(SOURCE, sentences);
        for (int i = 0; i < sentences.size(); i++) {
            assertThat(answer.get(i).asDouble()).isCloseTo(expected.get(i), within(1e-4));
        }
    }

    @Test
    void whatIsTooLongIsCutOrRefusedWhereverTheRequestSaysIt() throws Exception {
        String text = "word ".repeat(1000);

        HttpResponse<String> cut = compare(Map.of("inputs", inputs(text, List.of("a", text))));
        assertThat(cut.headers().firstValue(Headers.TRUNCATED)).contains("2");
        assertThat(json(cut).get(1).asDouble()).isCloseTo(1, within(1e-5));
        for (Map<String, Object> word :
                List.<Map<String, Object>>of(
                        Map.of("truncate", false),
                        Map.of("parameters", Map.of("truncate", false)))) {
            Map<String, Object> body =
                    new HashMap<>(Map.of("inputs", inputs("a", List.of("b", text))));
            body.putAll(word);
            HttpResponse<String> refused = compare(body);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).at("/error/message").asString())
                    .contains("element 1 of 'sentences' has");
            assertThat(json(refused).at("/error/param").asString()).isEqualTo("sentences");
        }
        HttpResponse<String> source =
                compare(Map.of("inputs", inputs(text, List.of("a")), "truncate", false));
        assertThat(json(source).at("/error/message").asString())
                .startsWith("'source_sentence' has");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"inputs":                                               | invalid_json    |
                    ["inputs"]                                               | invalid_request |
                    {}                                                       | invalid_request | inputs
                    {"inputs":["a","b"]}                                     | invalid_request | inputs
                    {"inputs":{"sentences":["a"]}}                           | invalid_request | source_sentence
                    {"inputs":{"source_sentence":"","sentences":["a"]}}      | invalid_request | source_sentence
                    {"inputs":{"source_sentence":["a"],"sentences":["a"]}}   | invalid_request | source_sentence
                    {"inputs":{"source_sentence":"a"}}                       | invalid_request | sentences
                    {"inputs":{"source_sentence":"a","sentences":"b"}}       | invalid_request | sentences
                    {"inputs":{"source_sentence":"a","sentences":[]}}        | invalid_request | sentences
                    {"inputs":{"source_sentence":"a","sentences":["b",""]}}  | invalid_request | sentences
                    {"inputs":{"source_sentence":"a","sentences":["b",1]}}   | invalid_request | sentences
                    {"inputs":{"source_sentence":"a","sentences":["b"]},"parameters":{"truncate":1}} | invalid_request | truncate
                    """)
    void aWrongRequestIsRefusedWithItsField(String body, String code, String param)
            throws Exception {
        HttpResponse<String> answer = replica.post("/v1/similarity", "minilm", 3, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = json(answer).path("error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("param").asString("")).isEqualTo(param == null ? "" : param);
    }

    @Test
    void moreSentencesThanAllowedAndAnotherTaskAreToldSo() throws Exception {
        HttpResponse<String> many =
                compare(Map.of("inputs", inputs("a", Collections.nCopies(2048, "b"))));
        assertThat(many.statusCode()).isEqualTo(400);
        assertThat(many.body()).contains("more than 2047 elements");
        HttpResponse<String> ranker =
                replica.post(
                        "/v1/similarity",
                        "cross",
                        1,
                        "{\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[\"b\"]}}");
        assertThat(json(ranker).at("/error/code").asString()).isEqualTo("task_not_supported");
        assertThat(json(ranker).at("/error/message").asString())
                .contains("compares no sentences", "its task is 'text-ranking'");
    }
}
