package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is killed cannot clean up; the store that runs after it does. */
class KilledStoreTest {
    private final StorePlatform platform = StorePlatform.settled();

    @TempDir Path data = Path.of("unset");

    @Test
    void theHalfUploadOfAKilledStoreIsSweptWithItsUnfinishedParts() throws Exception {
        StorePlatform.Kept before = platform.kept();
        byte[] body = StoreClient.parts().file("model.onnx", new byte[12 << 20]).body();
        Process killed = start();
        try {
            RunFile runFile = awaitServing(killed);
            StoreClient client =
                    platform.clientOf(
                            runFile.port(RunFile.PORT).orElseThrow(),
                            runFile.port(RunFile.INTERNAL_PORT).orElseThrow());
            try (Socket _ = client.beginUpload(body, 8 << 20)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> platform.kept().files() > before.files());
                killed.destroyForcibly().waitFor();
            }
        } finally {
            killed.destroyForcibly().waitFor();
        }
        assertThat(stateOfTheNewest()).isEqualTo("receiving");
        assertThat(platform.objects.unfinished()).isEqualTo(1);

        platform.sweep();
        assertThat(stateOfTheNewest()).as("too early").isEqualTo("receiving");
        platform.letTimePass();
        platform.sweep();
        assertThat(platform.kept()).isEqualTo(before);
        assertThat(platform.objects.unfinished()).isZero();
    }

    private String stateOfTheNewest() {
        return platform.database()
                .sql("select state from store.uploads order by created_at desc limit 1")
                .query(String.class)
                .single();
    }

    private Process start() throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx192m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StoreApplication.class.getName()));
        command.addAll(platform.optionsBeside(data));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("log").toFile())
                .start();
    }

    private RunFile awaitServing(Process store) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .failFast("the second store ended", () -> !store.isAlive())
                .until(
                        () -> RunFile.read(RunFile.path(data, "store")),
                        file ->
                                file.filter(one -> one.port(RunFile.MANAGEMENT_PORT).isPresent())
                                        .isPresent())
                .orElseThrow();
    }
}
