package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.trust.Role;
import java.util.ArrayList;
import java.util.List;
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

/** How versions get their numbers. */
class RegistrationTest {
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void uploadsAtTheSameTimeGetNumbersWithoutAGap()
            throws ExecutionException, InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RegisteredVersion>> uploads =
                    IntStream.range(0, 8)
                            .mapToObj(at -> threads.submit(() -> registry.register("parallel")))
                            .toList();
            for (Future<RegisteredVersion> upload : uploads) {
                numbers.add(upload.get().version());
            }
        }
        assertThat(numbers).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void theSameUploadGetsTheSameNumberAlsoAtTheSameTime()
            throws ExecutionException, InterruptedException {
        UUID upload = UUID.randomUUID();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RegisteredVersion>> twice =
                    List.of(
                            threads.submit(() -> registry.register("once", upload)),
                            threads.submit(() -> registry.register("once", upload)));
            for (Future<RegisteredVersion> one : twice) {
                assertThat(one.get().version()).isEqualTo(1);
            }
        }
        assertThat(registry.register("once").version()).isEqualTo(2);
        assertThat(
                        registry.internal(
                                        Role.STORE,
                                        "GET",
                                        "/internal/v1/uploads/" + UUID.randomUUID(),
                                        null)
                                .statusCode())
                .isEqualTo(204);
        RegisteredVersion found =
                RunningRegistry.read(
                        registry.internal(
                                Role.STORE, "GET", "/internal/v1/uploads/" + upload, null),
                        RegisteredVersion.class);
        assertThat(found.model()).isEqualTo("once");
        assertThat(found.version()).isEqualTo(1);
    }

    @Test
    void aVersionIsShownWithWhatItIs() {
        UUID upload = UUID.randomUUID();
        registry.register("shown", upload);
        JsonNode version = registry.get("/models/shown/versions").get("items").get(0);
        assertThat(version.get("version").asInt()).isEqualTo(1);
        assertThat(version.get("state").asString()).isEqualTo("verified");
        assertThat(version.get("task").asString()).isEqualTo("feature-extraction");
        assertThat(version.get("manifest_sha256").asString()).isEqualTo(PlayedStore.sha256(upload));
        assertThat(version.at("/signature/inputs/0/dim_names/0").asString()).isEqualTo("n");
        assertThat(version.get("created_at").asString()).endsWith("Z");
        assertThat(registry.internal(Role.STORE, "GET", "/internal/v1/live-manifests", null).body())
                .contains(PlayedStore.sha256(upload));
    }

    @Test
    void liveManifestsAreThoseOfVersionsThatAreNotRetiredEachOnce() {
        UUID kept = UUID.randomUUID();
        UUID retired = UUID.randomUUID();
        registry.register("live", kept);
        registry.register("live", retired);
        registry.bean(JdbcClient.class)
                .sql("UPDATE versions SET state = 'retired' WHERE upload_id = :upload")
                .param("upload", retired)
                .update();
        String[] live =
                RunningRegistry.read(
                        registry.internal(Role.STORE, "GET", "/internal/v1/live-manifests", null),
                        String[].class);
        assertThat(live)
                .contains(PlayedStore.sha256(kept))
                .doesNotContain(PlayedStore.sha256(retired))
                .doesNotHaveDuplicates();
    }

    @Test
    void aNameThatIsNoNameIsABadRequest() {
        var answer =
                registry.internal(
                        Role.STORE,
                        "POST",
                        "/internal/v1/models/Bad_Name/versions",
                        """
                        {"upload_id":"%s","tenant_id":"default","principal":"a","manifest_sha256":
                         "%s","size_bytes":1,"signature":{"inputs":[],"outputs":[]}}
                        """
                                .formatted(UUID.randomUUID(), "a".repeat(64)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("1 to 63 characters");
    }
}
