package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TextClassifiers;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A classifier of texts as its users ask it, against what its graph is known to compute. */
class ClassifyTest {
    private static final List<String> LABELS = List.of("sad", "glad", "grün");
    private static final String NAMED =
            "{\"id2label\":{\"0\":\"sad\",\"1\":\"glad\",\"2\":\"grün\"}";
    private static final List<String> TEXTS =
            List.of("The boat leaves.", "Grüße aus dem Hafen", "It rains, and rains, and rains.");

    @TempDir static Path cache;

    private static TestReplica replica;
    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("mood", 1, TextClassifiers.of(NAMED + "}"));
        replica.serve(
                "tags",
                1,
                TextClassifiers.of(NAMED + ",\"problem_type\":\"multi_label_classification\"}"));
        replica.serve("nameless", 1, TextClassifiers.of("{}"));
        replica.serve("broken", 1, TextClassifiers.ofNoNumber("{}"));
        tokenizer =
                HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(MiniLm.tokenizer()),
                        Map.of(
                                "padding", "false",
                                "truncation", "true",
                                "maxLength", "48",
                                "modelMaxLength", "48"));
    }

    @AfterAll
    static void stop() {
        tokenizer.close();
        replica.close();
    }

    private static HttpResponse<String> classify(String model, Object inputs, Object... more)
            throws Exception {
        Map<String, Object> body = new HashMap<>(Map.of("model", model, "inputs", inputs));
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return replica.post("/v1/classify", model, 1, JSON.writeValueAsString(body));
    }

    private static double[] logits(String text) {
        return TextClassifiers.logits(tokenizer.encode(text).getIds());
    }

    private static double[] softmax(double[] logits) {
        double[] powers = IntStream.range(0, 3).mapToDouble(i -> Math.exp(logits[i])).toArray();
        double sum = powers[0] + powers[1] + powers[2];
        return IntStream.range(0, 3).mapToDouble(i -> powers[i] / sum).toArray();
    }

    /** All classes, the highest first. */
    private static void assertScores(JsonNode classes, double[] expected) {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
        order.sort(Comparator.comparingDouble((Integer i) -> -expected[i]));
        assertThat(classes.size()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(classes.get(i).path("label").asString()).isEqualTo(LABELS.get(order.get(i)));
            assertThat(classes.get(i).path("score").asDouble())
                    .isCloseTo(expected[order.get(i)], within(1e-5));
        }
    }

    @Test
    void aTextIsAnsweredByItsClassesTheHighestFirst() throws Exception {
        HttpResponse<String> answer = classify("mood", TEXTS.getFirst());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue(Headers.MODEL_VERSION)).contains("1");
        assertScores(json(answer), softmax(logits(TEXTS.getFirst())));
    }

    @Test
    void aListIsAnsweredByAListInItsOrder() throws Exception {
        JsonNode answer = json(classify("mood", TEXTS));

        assertThat(answer.size()).isEqualTo(TEXTS.size());
        for (int i = 0; i < TEXTS.size(); i++) {
            assertScores(answer.get(i), softmax(logits(TEXTS.get(i))));
        }
        JsonNode one = json(classify("mood", TEXTS.subList(0, 1)));
        assertThat(one.size()).isOne();
        assertScores(one.get(0), softmax(logits(TEXTS.getFirst())));
    }

    @Test
    void whereSeveralClassesMayBeRightEachHasItsOwnChance() throws Exception {
        double[] logits = logits(TEXTS.getLast());

        assertScores(
                json(classify("tags", TEXTS.getLast())),
                IntStream.range(0, 3).mapToDouble(i -> 1 / (1 + Math.exp(-logits[i]))).toArray());
    }

    @Test
    void rawScoresAreLogitsAndTopKCutsTheRest() throws Exception {
        assertScores(
                json(classify("mood", TEXTS.getFirst(), "raw_scores", true)),
                logits(TEXTS.getFirst()));
        JsonNode all = json(classify("mood", TEXTS.getFirst()));
        JsonNode two = json(classify("mood", TEXTS.getFirst(), "top_k", 2));
        assertThat(two.size()).isEqualTo(2);
        assertThat(two.get(0)).isEqualTo(all.get(0));
        assertThat(two.get(1)).isEqualTo(all.get(1));
        assertThat(json(classify("mood", TEXTS.getFirst(), "top_k", 99)).size()).isEqualTo(3);
    }

    @Test
    void aScoreThatIsNoNumberIsRefusedThoughFewerClassesAreWanted() throws Exception {
        HttpResponse<String> answer =
                classify("broken", TEXTS.getFirst(), "raw_scores", true, "top_k", 1);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(json(answer).at("/error/code").asString()).isEqualTo("engine_failed");
        assertThat(json(answer).at("/error/message").asString()).contains("NaN or infinity");
    }

    @Test
    void twoTextsInAListOfTheirOwnAreReadTogether() throws Exception {
        JsonNode answer = json(classify("mood", List.of(TEXTS.subList(0, 2), List.of("alone"))));

        assertScores(
                answer.get(0),
                softmax(
                        TextClassifiers.logits(
                                tokenizer.encode(TEXTS.get(0), TEXTS.get(1)).getIds())));
        assertScores(answer.get(1), softmax(logits("alone")));
    }

    @Test
    void whatIsTooLongIsCutOrRefusedAsTheRequestWants() throws Exception {
        String text = "word ".repeat(100);

        HttpResponse<String> cut = classify("mood", List.of("short", text));
        assertThat(cut.headers().firstValue(Headers.TRUNCATED)).contains("1");
        assertScores(json(cut).get(1), softmax(logits(text)));
        HttpResponse<String> refused = classify("mood", List.of("short", text), "truncate", false);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/message").asString())
                .contains("element 1 of 'inputs' has 102 tokens", "reads 48");
    }

    @Test
    void classesWithoutNamesHaveThoseOfTransformers() throws Exception {
        JsonNode answer = json(classify("nameless", "a"));

        assertThat(List.of(answer.get(0), answer.get(1), answer.get(2)))
                .extracting(one -> one.path("label").asString())
                .containsExactlyInAnyOrder("LABEL_0", "LABEL_1", "LABEL_2");
    }

    @Test
    void tensorsAreServedBesideItAndTheirTopClassesHaveItsNames() throws Exception {
        HttpResponse<String> metadata =
                replica.send(replica.request("/v2/models/mood", "mood", 1).build());
        assertThat(metadata.body()).contains("\"labels\":[\"sad\",\"glad\",\"grün\"]");
        double[] logits = TextClassifiers.logits(new long[] {101, 7592, 102});
        int best = logits[0] > logits[1] ? 0 : 1;
        best = logits[2] > logits[best] ? 2 : best;

        HttpResponse<String> answer =
                replica.infer(
                        "mood",
                        1,
                        "{\"inputs\":[{\"name\":\"input_ids\",\"datatype\":\"INT64\",\"shape\":"
                                + "[1,3],\"data\":[101,7592,102]},{\"name\":\"attention_mask\","
                                + "\"datatype\":\"INT64\",\"shape\":[1,3],\"data\":[1,1,1]}],"
                                + "\"outputs\":[{\"name\":\"logits\",\"parameters\":"
                                + "{\"classification\":1}}]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).at("/outputs/0/shape").toString()).isEqualTo("[1,1]");
        assertThat(json(answer).at("/outputs/0/data/0").asString())
                .endsWith(":" + best + ":" + LABELS.get(best));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"inputs":                        | invalid_json    |
                    ["inputs"]                        | invalid_request |
                    {"input":"a"}                     | invalid_request | inputs
                    {"inputs":""}                     | invalid_request | inputs
                    {"inputs":1}                      | invalid_request | inputs
                    {"inputs":[]}                     | invalid_request | inputs
                    {"inputs":["a",""]}               | invalid_request | inputs
                    {"inputs":["a",1]}                | invalid_request | inputs
                    {"inputs":[[]]}                   | invalid_request | inputs
                    {"inputs":[["a","b","c"]]}        | invalid_request | inputs
                    {"inputs":[["a",["b"]]]}          | invalid_request | inputs
                    {"inputs":"a","top_k":0}          | invalid_request | top_k
                    {"inputs":"a","raw_scores":"yes"} | invalid_request | raw_scores
                    {"inputs":"a","truncate":"LEFT"}  | invalid_request | truncate
                    """)
    void aWrongRequestIsRefusedWithItsField(String body, String code, String param)
            throws Exception {
        HttpResponse<String> answer = replica.post("/v1/classify", "mood", 1, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = json(answer).path("error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("param").asString("")).isEqualTo(param == null ? "" : param);
    }

    @Test
    void moreTextsThanAllowedAreToldSo() throws Exception {
        HttpResponse<String> many =
                replica.post(
                        "/v1/classify",
                        "mood",
                        1,
                        "{\"inputs\":[\"a\"" + ",\"a\"".repeat(2048) + "]}");

        assertThat(many.statusCode()).isEqualTo(400);
        assertThat(many.body()).contains("more than 2048 elements");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/embeddings", "/v1/rerank", "/v1/similarity"})
    void anotherTaskIsRefusedAndThisOneNamed(String path) throws Exception {
        HttpResponse<String> answer =
                replica.post(
                        path,
                        "mood",
                        1,
                        "{\"input\":\"a\",\"query\":\"a\",\"documents\":[\"b\"],\"inputs\":"
                                + "{\"source_sentence\":\"a\",\"sentences\":[\"b\"]}}");

        assertThat(json(answer).at("/error/code").asString()).isEqualTo("task_not_supported");
        assertThat(json(answer).at("/error/message").asString())
                .contains("its task is 'text-classification', which POST /v1/classify answers");
    }
}
