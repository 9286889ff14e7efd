package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.trust.Caller;
import dev.slipway.trust.Role;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever somebody of another tenant writes, a model that is not theirs is not there. */
class ForeignTenantTest {
    private static final Caller STRANGER =
            new Caller(
                    "eve",
                    "other",
                    Arrays.stream(Action.values()).map(one -> new Grant("*", one)).toList());
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
        registry.register("digits");
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private record Write(String method, String path, @Nullable Object body) {
        HttpResponse<String> of(String model) {
            return registry.adminAs(STRANGER, method, path.replace("NAME", model), body);
        }
    }

    private static HttpResponse<String> register(String model, String tenant) {
        UUID upload = UUID.randomUUID();
        return registry.internal(
                Role.STORE,
                "POST",
                "/internal/v1/models/" + model + "/versions",
                new VersionRegistration(
                        upload,
                        tenant,
                        "eve",
                        PlayedStore.sha256(upload),
                        100,
                        new ModelSignature(List.of(), List.of()),
                        null,
                        null));
    }

    private static long written() {
        return registry.bean(JdbcClient.class)
                .sql("SELECT count(*) FROM audit WHERE resource LIKE 'models/digits%'")
                .query(Long.class)
                .single();
    }

    @Test
    void aVersionOfAForeignModelIsNeitherRolledOutNorNamedNorDeclaredNorRemoved() {
        List<Write> writes =
                List.of(
                        new Write("POST", "/models/NAME/rollouts", Map.of("version", 1)),
                        new Write("PUT", "/models/NAME/aliases/champion", Map.of("version", 1)),
                        new Write("PUT", "/models/NAME/deployment", Map.of("pool", "default")),
                        new Write("DELETE", "/models/NAME/versions/1", null),
                        new Write("DELETE", "/models/NAME/aliases/champion", null),
                        new Write("DELETE", "/models/NAME", null));
        long before = written();
        for (Write write : writes) {
            HttpResponse<String> foreign = write.of("digits");
            assertProblem(foreign, 404, "model_not_found");
            assertThat(foreign.body().replace("digits", "absent"))
                    .as(write.toString())
                    .isEqualTo(write.of("absent").body());
        }
        assertThat(written()).isEqualTo(before);
        assertThat(registry.get("/models/digits/versions/1").get("state").asString())
                .isEqualTo("verified");
        assertThat(registry.get("/models/digits/rollouts").get("items")).isEmpty();
        assertThat(registry.get("/models/digits/aliases").get("items")).isEmpty();
    }

    @Test
    void anUploadUnderAForeignNameIsAConflictAndTakesNoNumber() {
        registry.register("taken");

        HttpResponse<String> foreign = register("taken", "other");

        assertThat(foreign.statusCode()).as(foreign.body()).isEqualTo(409);
        assertThat(foreign.body()).contains("\"conflict\"", "taken by another tenant");
        assertThat(registry.register("taken").version()).isEqualTo(2);
        assertThat(registry.get("/models/taken/versions").get("items")).hasSize(2);
        RegisteredVersion own =
                RunningRegistry.read(register("eves", "other"), RegisteredVersion.class);
        assertThat(own.version()).isEqualTo(1);
        assertProblem(registry.admin("GET", "/models/eves", null), 404, "model_not_found");
    }
}
