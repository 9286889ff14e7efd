package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.AccessDocument.AccessKey;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.document.UsedKeys;
import dev.slipway.trust.Caller;
import dev.slipway.trust.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Keys are made, shown and revoked. */
class ApiKeyTest {
    private static final String INFER_ALL =
            "{\"label\":\"ci\",\"grants\":[{\"model\":\"*\",\"action\":\"infer\"}]}";
    private static final String ADMIN_ALL =
            "{\"label\":\"root\",\"grants\":[{\"model\":\"*\",\"action\":\"admin\"}]}";

    private final String database = TestDatabase.fresh();
    private final Path bootstrap;
    private RunningRegistry registry;

    ApiKeyTest() throws IOException {
        bootstrap = Files.createTempFile("keys", ".json");
        Files.writeString(
                bootstrap,
                """
                [{"prefix":"abcd1234","hash":"%s","label":"first","principal":"root",
                  "grants":[{"model":"*","action":"admin"}]}]
                """
                        .formatted("0f".repeat(32)));
        registry = boot();
    }

    private RunningRegistry boot() {
        return RunningRegistry.start(database, "--slipway.access.bootstrap-keys=" + bootstrap);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private JsonNode make(String body) {
        return assertDone(registry.admin("POST", "/api-keys", body), 201);
    }

    private AccessDocument document() {
        return RunningRegistry.read(
                new PlayedGateway(registry).ask("access", DocumentNumber.NONE, 0),
                AccessDocument.class);
    }

    @Test
    void aKeyIsShownOnceAndGatewaysKnowItsHash() throws GeneralSecurityException {
        JsonNode made =
                make(
                        """
                        {"label":"ci","principal":"key:robot","expires_at":"2999-01-01T00:00:00Z",
                         "grants":[{"model":"digits*","action":"infer"}]}
                        """);
        String key = made.get("key").asString();
        assertThat(key).matches("slw_[A-Za-z0-9]{8}_[A-Za-z0-9]{43}");
        AccessKey known =
                document().keys().stream()
                        .filter(one -> one.prefix().equals(made.get("prefix").asString()))
                        .findFirst()
                        .orElseThrow();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(
                new SecretKeySpec(
                        HexFormat.of().parseHex(RunningRegistry.KEY_HASH_SECRET), "HmacSHA256"));
        assertThat(known.hash())
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(mac.doFinal(key.getBytes(StandardCharsets.UTF_8))));
        assertThat(known.principal()).isEqualTo("key:robot");
        assertThat(known.tenantId()).isEqualTo("default");
        assertThat(known.grants()).containsExactly(new Grant("digits*", Action.INFER));
        assertThat(known.expiresAtMs())
                .isEqualTo(Instant.parse("2999-01-01T00:00:00Z").toEpochMilli());
        String id = made.get("id").asString();
        HttpResponse<String> shown = registry.admin("GET", "/api-keys/" + id, null);
        assertThat(shown.body()).doesNotContain(key, known.hash());
        assertThat(assertDone(shown, 200).get("created_by").asString()).isEqualTo("ada");
        assertThat(registry.get("/api-keys/" + known.prefix()).get("id").asString()).isEqualTo(id);
    }

    @Test
    void aRevokedKeyLeavesTheAccessDocumentAtOnce()
            throws ExecutionException, InterruptedException, TimeoutException {
        JsonNode made = make(INFER_ALL);
        AccessDocument before = document();
        PlayedGateway gateway = new PlayedGateway(registry);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> watch =
                    threads.submit(() -> gateway.ask("access", before.version(), 10_000));
            Awaitility.await().until(() -> registry.accessShelf().waiting() > 0);
            String path = "/api-keys/" + made.get("id").asString();
            HttpResponse<String> answer = registry.admin("DELETE", path, null);
            assertDone(answer, 204);
            AccessDocument after =
                    RunningRegistry.read(watch.get(5, TimeUnit.SECONDS), AccessDocument.class);
            assertThat(answer.headers().firstValue("X-Slipway-Access-Document"))
                    .contains(after.version().toString());
            assertThat(after.keys())
                    .noneMatch(key -> key.prefix().equals(made.get("prefix").asString()));
            assertProblem(registry.admin("GET", path, null), 404, "resource_not_found");
            assertProblem(registry.admin("DELETE", path, null), 404, "resource_not_found");
        }
    }

    @Test
    void theLastAdministratorsKeyStaysAndARevokedBootstrapKeyDoesNotComeBack() {
        assertThat(registry.get("/api-keys").at("/items/0/prefix").asString())
                .isEqualTo("abcd1234");
        assertProblem(registry.admin("DELETE", "/api-keys/abcd1234", null), 409, "in_use");
        make(ADMIN_ALL.replace("{\"label\"", "{\"expires_at\":\"2999-01-01T00:00:00Z\",\"label\""));
        assertProblem(registry.admin("DELETE", "/api-keys/abcd1234", null), 409, "in_use");
        make(ADMIN_ALL);
        assertDone(registry.admin("DELETE", "/api-keys/abcd1234", null), 204);
        registry.close();
        registry = boot();
        assertThat(document().keys()).noneMatch(key -> key.prefix().equals("abcd1234"));
    }

    @Test
    void nobodyGivesAwayMoreThanTheyHave() {
        Caller narrow =
                new Caller(
                        "nina",
                        "default",
                        List.of(new Grant("*", Action.ADMIN), new Grant("digits*", Action.INFER)));
        assertProblem(registry.adminAs(narrow, "POST", "/api-keys", INFER_ALL), 403, "forbidden");
        assertDone(
                registry.adminAs(
                        narrow, "POST", "/api-keys", INFER_ALL.replace("\"*\"", "\"digits-a*\"")),
                201);
        Caller reader = new Caller("rob", "default", List.of(new Grant("*", Action.READ)));
        assertProblem(registry.adminAs(reader, "GET", "/api-keys", null), 403, "forbidden");
        assertProblem(registry.adminAs(reader, "POST", "/api-keys", INFER_ALL), 403, "forbidden");
    }

    @Test
    void anotherTenantsKeysAreNotThere() {
        JsonNode made = make(INFER_ALL);
        Caller stranger = new Caller("eve", "other", List.of(new Grant("*", Action.ADMIN)));
        String path = "/api-keys/" + made.get("id").asString();
        assertProblem(registry.adminAs(stranger, "GET", path, null), 404, "resource_not_found");
        assertProblem(registry.adminAs(stranger, "DELETE", path, null), 404, "resource_not_found");
        assertThat(registry.adminAs(stranger, "GET", "/api-keys", null).body())
                .contains("\"items\":[]");
    }

    @Test
    void aKeyThatCannotBeIsRefused() {
        List.of(
                        "{\"grants\":[{\"model\":\"*\",\"action\":\"infer\"}]}",
                        "{\"label\":\"\",\"grants\":[{\"model\":\"*\",\"action\":\"infer\"}]}",
                        "{\"label\":\"a\",\"grants\":[]}",
                        "{\"label\":\"a\",\"grants\":[{\"model\":\"*\"}]}",
                        "{\"label\":\"a\",\"grants\":[{\"model\":\"a*b\",\"action\":\"infer\"}]}",
                        "{\"label\":\"a\",\"principal\":\"x\\ny\",\"grants\":[{\"model\":\"*\",\"action\":\"infer\"}]}",
                        "{\"label\":\"a\",\"expires_at\":\"2020-01-01T00:00:00Z\",\"grants\":[{\"model\":\"*\",\"action\":\"infer\"}]}")
                .forEach(body ->
                        assertProblem(
                                registry.admin("POST", "/api-keys", body), 400, "invalid_request"));
    }

    @Test
    void aGatewaysReportShowsWhenAKeyWasUsed() {
        JsonNode made = make(INFER_ALL);
        String path = "/api-keys/" + made.get("id").asString();
        assertThat(registry.get(path).get("last_used_at").isNull()).isTrue();
        HttpResponse<String> heard =
                registry.internal(
                        Role.GATEWAY,
                        "POST",
                        "/internal/v1/documents/keys-used",
                        new UsedKeys(List.of(made.get("prefix").asString(), "unknown1")));
        assertThat(heard.statusCode()).isEqualTo(204);
        assertThat(registry.get(path).get("last_used_at").asString()).endsWith("Z");
        assertThat(
                        registry.internal(
                                        Role.REPLICA,
                                        "POST",
                                        "/internal/v1/documents/keys-used",
                                        new UsedKeys(List.of()))
                                .statusCode())
                .isEqualTo(403);
    }
}
