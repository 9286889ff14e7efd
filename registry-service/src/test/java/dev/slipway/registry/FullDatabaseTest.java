package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.trust.Role;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database whose disk is full takes no rows: writes are refused, reads go on, nothing is half.
 */
class FullDatabaseTest {
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
        registry.register("digits");
        sql(
                """
                CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  RAISE EXCEPTION 'could not extend file "base/5/16384"'
                    USING ERRCODE = 'disk_full', HINT = 'Check free disk space.';
                END $$
                """);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @AfterEach
    void room() {
        for (String table : new String[] {"versions", "audit", "rollouts"}) {
            sql("DROP TRIGGER IF EXISTS no_room ON " + table);
        }
    }

    private static void sql(String statement) {
        var _ = registry.bean(JdbcClient.class).sql(statement).update();
    }

    private static void fill(String table) {
        sql(
                "CREATE TRIGGER no_room BEFORE INSERT ON "
                        + table
                        + " FOR EACH ROW EXECUTE FUNCTION no_room()");
    }

    private static HttpResponse<String> register(String model) {
        String seal = PlayedStore.sha256(UUID.randomUUID());
        return registry.internal(
                Role.STORE,
                "POST",
                "/internal/v1/models/" + model + "/versions",
                """
                {"upload_id":"%s","tenant_id":"default","principal":"a","manifest_sha256":"%s",
                 "size_bytes":1,"signature":{"inputs":[],"outputs":[]}}
                """
                        .formatted(UUID.randomUUID(), seal));
    }

    private static void assertNothingInternal(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).doesNotContain("extend file", "disk", "PSQL", "Exception");
    }

    @Test
    void aRegistrationIs503AndLeavesNeitherAModelNorAGap() {
        fill("versions");
        HttpResponse<String> refused = register("fresh");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("\"service_unavailable\"");
        assertNothingInternal(refused);
        assertThat(register("digits").statusCode()).isEqualTo(503);
        assertProblem(registry.admin("GET", "/models/fresh", null), 404, "model_not_found");
        assertThat(registry.get("/models/digits/versions").get("items")).hasSize(1);

        room();

        assertThat(registry.register("fresh").version()).isEqualTo(1);
        assertThat(registry.register("digits").version()).isEqualTo(2);
    }

    @Test
    void anAdminWriteIsAProblemAndNotHalfDone() {
        int max = registry.get("/pools/default").get("max").asInt();
        fill("audit");
        HttpResponse<String> refused =
                registry.admin("PUT", "/pools/default", Map.of("min", 1, "max", max + 1));
        assertProblem(refused, 503, "service_unavailable");
        assertNothingInternal(refused);
        assertThat(registry.get("/pools/default").get("max").asInt()).isEqualTo(max);

        room();

        assertThat(
                        registry.admin("PUT", "/pools/default", Map.of("min", 1, "max", max + 1))
                                .statusCode())
                .isEqualTo(200);
        assertThat(registry.get("/pools/default").get("max").asInt()).isEqualTo(max + 1);
    }

    @Test
    void aRolloutThatFoundNoRoomIsStartedByTheNextCall() {
        registry.register("rolled");
        fill("rollouts");
        HttpResponse<String> refused =
                registry.admin("POST", "/models/rolled/rollouts", Map.of("version", 1));
        assertProblem(refused, 503, "service_unavailable");
        assertThat(registry.get("/models/rolled/rollouts").get("items")).isEmpty();
        assertThat(new PlayedGateway(registry).replicas()).isNotNull();

        room();

        Problems.assertDone(
                registry.admin("POST", "/models/rolled/rollouts", Map.of("version", 1)), 201);
    }
}
