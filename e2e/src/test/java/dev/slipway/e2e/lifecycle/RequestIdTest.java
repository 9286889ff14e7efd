package dev.slipway.e2e.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.contract.Headers;
import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One id names a request in the log of every process that it went through. */
@Tag("slow")
@ExtendWith(SharedPlatform.class)
class RequestIdTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern SECRET = Pattern.compile("[0-9a-zA-Z_-]{20,}");

    private static AdminApi client(Platform platform, String id) throws IOException {
        return new AdminApi(
                platform.url(),
                Map.of("Authorization", "Bearer " + platform.adminKey(), Headers.REQUEST_ID, id));
    }

    private static List<Path> logs(Platform platform, String prefix) {
        try (Stream<Path> files = Files.list(platform.data().resolve("logs"))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean says(Platform platform, String prefix, String word) {
        return logs(platform, prefix).stream().anyMatch(log -> read(log).contains(word));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void aRequestThatTheReplicaRefusesIsInTheGatewaysAndTheReplicasLog(Platform platform)
            throws Exception {
        String id = "e2e-" + UUID.randomUUID();
        client(platform, id).post("/v2/models/minilm/infer", "{\"inputs\":[]}").expect(400);
        for (String log : List.of("gateway", "replica-")) {
            await(log).atMost(LIMIT).until(() -> says(platform, log, id));
        }
    }

    @Test
    void anUploadIsInTheLogOfGatewayStoreAndRegistry(Platform platform) throws Exception {
        String id = "e2e-" + UUID.randomUUID();
        client(platform, id).upload("traced", Map.of("model.onnx", Models.line(2, 1))).expect(201);
        for (String log : List.of("gateway", "store", "registry")) {
            await(log).atMost(LIMIT).until(() -> says(platform, log, id));
        }
    }

    @Test
    void noLogHoldsASecret(Platform platform) throws Exception {
        List<String> secrets;
        try (Stream<Path> files = Files.walk(platform.data().resolve("secrets"))) {
            secrets =
                    Stream.concat(
                                    files.filter(Files::isRegularFile)
                                            .filter(file -> !file.toString().endsWith(".json"))
                                            .map(RequestIdTest::read),
                                    Stream.of(platform.adminKey(), platform.inferKey()))
                            .map(String::strip)
                            .filter(secret -> SECRET.matcher(secret).matches())
                            .toList();
        }
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(8);
        for (Path log : logs(platform, "")) {
            String text = read(log);
            assertThat(secrets).as("in " + log).noneMatch(text::contains);
        }
    }
}
