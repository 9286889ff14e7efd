package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Lists come in pages. */
class PaginationTest {
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
        for (String model : List.of("a", "b", "c", "d", "e")) {
            registry.register(model);
            makePool(registry, "pool-" + model);
            registry.admin("PUT", "/models/a/aliases/alias-" + model, Map.of("version", 1));
            registry.admin(
                    "POST",
                    "/api-keys",
                    "{\"label\":\"%s\",\"grants\":[{\"model\":\"*\",\"action\":\"infer\"}]}"
                            .formatted(model));
            new PlayedReplica(registry).beat();
            registry.register("many");
            String id =
                    RunningRegistry.JSON
                            .readTree(
                                    registry.admin(
                                                    "POST",
                                                    "/models/a/rollouts",
                                                    Map.of("version", 1))
                                            .body())
                            .get("id")
                            .asString();
            registry.admin("POST", "/models/a/rollouts/" + id + ":rollback", null);
        }
    }

    static void makePool(RunningRegistry registry, String name) {
        registry.bean(JdbcClient.class)
                .sql(
                        """
                        INSERT INTO pools (id, tenant_id, name, min_replicas, max_replicas)
                        VALUES (uuidv7(), 'default', :name, 0, 1)
                        """)
                .param("name", name)
                .update();
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static List<String> walk(String path, String field, int limit) {
        List<String> seen = new ArrayList<>();
        String query = "?limit=" + limit;
        while (true) {
            JsonNode page = registry.get(path + query);
            assertThat(page.get("items").size()).isBetween(1, limit);
            page.get("items").forEach(item -> seen.add(item.get(field).asString()));
            if (page.get("next_page_token").isNull()) {
                return seen;
            }
            query = "?limit=" + limit + "&page_token=" + page.get("next_page_token").asString();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/models,name",
        "/pools,name",
        "/replicas,instance",
        "/models/many/versions,version",
        "/models/a/rollouts,id",
        "/models/a/aliases,name",
        "/api-keys,id",
        "/audit,id"
    })
    void pagesTogetherAreTheWholeListInItsOrder(String path, String field) {
        List<String> whole = walk(path, field, 1_000);
        assertThat(whole).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
        assertThat(walk(path, field, 2)).isEqualTo(whole);
        assertThat(walk(path, field, whole.size())).isEqualTo(whole);
    }

    @Test
    void whatACallerMayNotReadTakesNoPlaceInAPage() {
        Caller reader =
                new Caller(
                        "rob",
                        "default",
                        List.of(new Grant("d", Action.READ), new Grant("m*", Action.READ)));
        JsonNode first =
                RunningRegistry.JSON.readTree(
                        registry.adminAs(reader, "GET", "/models?limit=1", null).body());
        assertThat(first.at("/items/0/name").asString()).isEqualTo("d");
        JsonNode second =
                RunningRegistry.JSON.readTree(
                        registry.adminAs(
                                        reader,
                                        "GET",
                                        "/models?limit=1&page_token="
                                                + first.get("next_page_token").asString(),
                                        null)
                                .body());
        assertThat(second.at("/items/0/name").asString()).isEqualTo("many");
        assertThat(second.get("next_page_token").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=x",
                "limit=",
                "page_token=%21",
                "page_token=",
                "page_token=dDE",
                "page_token=aTE"
            })
    void aPageThatCannotBeIsRefused(String query) {
        assertProblem(registry.admin("GET", "/models?" + query, null), 400, "invalid_request");
    }

    @Test
    void aTokenOfAnotherListIsRefused() {
        String token = registry.get("/replicas?limit=1").get("next_page_token").asString();
        assertProblem(
                registry.admin("GET", "/pools?page_token=" + token, null), 400, "invalid_request");
    }
}
