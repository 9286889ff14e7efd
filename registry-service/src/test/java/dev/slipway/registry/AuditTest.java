package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every write is remembered with who made it. */
class AuditTest {
    private static RunningRegistry registry;
    private static String secret;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
        registry.register("digits");
        registry.register("digits-large");
        registry.admin("PUT", "/models/digits/deployment", Map.of("default_timeout_ms", 500));
        registry.admin("PUT", "/models/digits/aliases/best", Map.of("version", 1));
        registry.admin("DELETE", "/models/digits/aliases/best", null);
        registry.admin("PUT", "/pools/default", Map.of("min", 1, "max", 2));
        JsonNode key =
                RunningRegistry.JSON.readTree(
                        registry.admin(
                                        "POST",
                                        "/api-keys",
                                        "{\"label\":\"ci\",\"grants\":[{\"model\":\"*\","
                                                + "\"action\":\"infer\"}]}")
                                .body());
        secret = key.get("key").asString();
        registry.admin("DELETE", "/api-keys/" + key.get("id").asString(), null);
        registry.admin("DELETE", "/models/digits-large/versions/1", null);
        registry.admin("DELETE", "/models/digits-large", null);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static List<String> actions(String query) {
        return StreamSupport.stream(
                        registry.get("/audit" + query).get("items").spliterator(), false)
                .map(entry -> entry.get("action").asString())
                .toList();
    }

    @Test
    void everyWriteIsThereNewestFirst() {
        assertThat(actions(""))
                .containsExactly(
                        "model.delete",
                        "version.retire",
                        "api-key.revoke",
                        "api-key.create",
                        "pool.put",
                        "alias.delete",
                        "alias.put",
                        "deployment.put",
                        "version.register",
                        "version.register");
        JsonNode newest = registry.get("/audit?limit=1").at("/items/0");
        assertThat(newest.get("principal").asString()).isEqualTo("ada");
        assertThat(newest.get("tenant").asString()).isEqualTo("default");
        assertThat(newest.get("resource").asString()).isEqualTo("models/digits-large");
    }

    @Test
    void itIsFilteredByResourceWithWhatIsBelowByPrincipalAndByTime() {
        assertThat(actions("?resource=models/digits"))
                .containsExactly("alias.delete", "alias.put", "deployment.put", "version.register");
        assertThat(actions("?principal=nobody")).isEmpty();
        assertThat(actions("?since=2999-01-01T00:00:00Z")).isEmpty();
        assertThat(actions("?since=2020-01-01T00:00:00Z&principal=ada&resource=pools"))
                .containsExactly("pool.put");
        assertProblem(
                registry.admin("GET", "/audit?since=yesterday", null), 400, "invalid_request");
    }

    @Test
    void noSecretIsInIt() {
        assertThat(registry.admin("GET", "/audit", null).body()).doesNotContain(secret);
    }

    @Test
    void onlyAdministratorsOfTheTenantReadIt() {
        Caller reader = new Caller("rob", "default", List.of(new Grant("*", Action.READ)));
        assertProblem(registry.adminAs(reader, "GET", "/audit", null), 403, "forbidden");
        Caller stranger = new Caller("eve", "other", List.of(new Grant("*", Action.ADMIN)));
        assertThat(registry.adminAs(stranger, "GET", "/audit", null).body())
                .contains("\"items\":[]");
    }
}
