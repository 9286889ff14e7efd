package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.registry.idempotency.OnceOnly;
import dev.slipway.trust.Role;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Creates that are sent again are carried out once. */
class IdempotencyTest {
    private static final String KEY =
            "{\"label\":\"ci\",\"grants\":[{\"model\":\"digits\",\"action\":\"infer\"}]}";
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static HttpResponse<String> rollOut(String model, String key, Object body) {
        return registry.adminWith(
                Map.of("Idempotency-Key", key), "POST", "/models/" + model + "/rollouts", body);
    }

    @Test
    void aRepeatedRolloutIsTheSameAnswerAndNoSecondRollout() {
        registry.register("digits");
        HttpResponse<String> first = rollOut("digits", "one", "{\"version\":1}");
        assertDone(first, 201);
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        HttpResponse<String> again = rollOut("digits", "one", "{ \"version\": 1 }");
        assertDone(again, 201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.headers().firstValue("X-Slipway-Document"))
                .isEqualTo(first.headers().firstValue("X-Slipway-Document"));
        assertThat(registry.get("/models/digits/rollouts").get("items")).hasSize(1);
        assertProblem(
                rollOut("digits", "one", "{\"version\":1,\"bake_seconds\":5}"),
                422,
                "idempotency_mismatch");
    }

    private static HttpResponse<String> register(String model, UUID upload, String seal) {
        return registry.internal(
                Role.STORE,
                "POST",
                "/internal/v1/models/" + model + "/versions",
                new VersionRegistration(
                        upload,
                        "default",
                        "ada",
                        seal,
                        100,
                        new ModelSignature(List.of(), List.of()),
                        null,
                        "uploaded"));
    }

    @Test
    void anUploadThatIsSentAgainIsTheFirstVersionAndNoSecondOne() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        String seal = PlayedStore.sha256(first);
        HttpResponse<String> registered = register("sent-again", first, seal);
        RegisteredVersion version = RunningRegistry.read(registered, RegisteredVersion.class);
        assertThat(version.version()).isEqualTo(1);
        assertThat(version.uploadId()).isEqualTo(first);

        assertThat(register("sent-again", second, seal).body()).isEqualTo(registered.body());
        assertThat(register("sent-again", first, seal).body()).isEqualTo(registered.body());

        HttpResponse<String> other = register("sent-again", second, PlayedStore.sha256(second));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("idempotency_mismatch");
        assertThat(registry.get("/models/sent-again/versions").get("items")).hasSize(1);
        assertThat(
                        registry.internal(Role.STORE, "GET", "/internal/v1/uploads/" + second, null)
                                .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aKeyIsOfItsRouteOnly() {
        registry.register("here");
        registry.register("there");
        assertDone(rollOut("here", "same", "{\"version\":1}"), 201);
        HttpResponse<String> there = rollOut("there", "same", "{\"version\":1}");
        assertThat(assertDone(there, 201).get("model").asString()).isEqualTo("there");
    }

    @Test
    void aRefusalIsNotKept() {
        registry.register("late");
        assertProblem(rollOut("late", "early", "{\"version\":2}"), 404, "version_not_found");
        registry.register("late");
        assertDone(rollOut("late", "early", "{\"version\":2}"), 201);
    }

    @Test
    void firstUsesAtTheSameTimeAreOneCreate() throws ExecutionException, InterruptedException {
        Set<String> ids = new HashSet<>();
        int replayed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            IntStream.range(0, 6)
                    .forEach(_ ->
                            answers.add(
                                    threads.submit(() ->
                                            registry.adminWith(
                                                    Map.of("Idempotency-Key", "raced"),
                                                    "POST",
                                                    "/api-keys",
                                                    KEY))));
            for (Future<HttpResponse<String>> answer : answers) {
                ids.add(assertDone(answer.get(), 201).get("id").asString());
                if (answer.get().headers().firstValue("Idempotent-Replayed").isPresent()) {
                    replayed++;
                }
            }
        }
        assertThat(ids).hasSize(1);
        assertThat(replayed).isEqualTo(5);
    }

    @Test
    void aKeysSecretIsInTheFirstAnswerOnlyAndKeptNowhere() {
        Map<String, String> header = Map.of("Idempotency-Key", "secret");
        JsonNode first = assertDone(registry.adminWith(header, "POST", "/api-keys", KEY), 201);
        String secret = first.get("key").asString();
        HttpResponse<String> again = registry.adminWith(header, "POST", "/api-keys", KEY);
        JsonNode repeated = assertDone(again, 201);
        assertThat(repeated.get("id")).isEqualTo(first.get("id"));
        assertThat(repeated.get("key").isNull()).isTrue();
        assertThat(repeated.get("detail").asString()).contains("kept nowhere");
        assertThat(
                        registry.bean(JdbcClient.class)
                                .sql("SELECT CAST(answer AS text) FROM idempotency")
                                .query(String.class)
                                .list())
                .noneMatch(answer -> answer.contains(secret))
                .anyMatch(answer -> answer.contains(first.get("id").asString()));
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        assertProblem(
                registry.adminWith(
                        Map.of("Idempotency-Key", "x".repeat(256)), "POST", "/api-keys", KEY),
                400,
                "invalid_request");
        assertProblem(
                registry.adminWith(
                        Map.of("Idempotency-Key", "two words"), "POST", "/api-keys", KEY),
                400,
                "invalid_request");
    }

    @Test
    void answersAreForgottenAfterADay() {
        registry.register("old");
        assertDone(rollOut("old", "aged", "{\"version\":1}"), 201);
        JdbcClient sql = registry.bean(JdbcClient.class);
        sql.sql(
                        """
                        UPDATE idempotency SET created_at = clock_timestamp() - interval '25 hours'
                        WHERE idempotency_key = 'aged'
                        """)
                .update();
        registry.bean(OnceOnly.class).forgetOld();
        assertProblem(rollOut("old", "aged", "{\"version\":1}"), 409, "rollout_active");
    }
}
