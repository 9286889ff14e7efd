package dev.slipway.local.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.local.services.ServiceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir Path run = Path.of("unset");
    private final List<ControlRequest> requests = new CopyOnWriteArrayList<>();
    private @Nullable ControlServer server;

    @BeforeEach
    void listen() throws IOException {
        server =
                ControlServer.open(
                        run,
                        (request, line) -> {
                            requests.add(request);
                            line.accept("first");
                            line.accept("second");
                            if (request instanceof ControlRequest.Start) {
                                throw new ControlRefusal("it does not start");
                            }
                        });
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void whoCanReadTheTokenIsAnsweredLineByLine() throws Exception {
        List<String> lines = new ArrayList<>();
        client().ask("stop object-store", LIMIT, lines::add);
        assertThat(lines).containsExactly("first", "second");
        assertThat(requests).containsExactly(new ControlRequest.Stop(ServiceName.OBJECT_STORE));
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(run.resolve("control"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aRefusalReachesTheAsker() throws IOException {
        ControlClient client = client();
        assertThatThrownBy(() -> client.ask("start store", LIMIT, line -> {}))
                .isInstanceOf(ControlRefusal.class)
                .hasMessage("it does not start");
        assertThatThrownBy(() -> client.ask("stop everything", LIMIT, line -> {}))
                .hasMessage(
                        "no service is called 'everything'; the names are postgres, object-store,"
                                + " registry, store, gateway, autoscaler");
        assertThatThrownBy(() -> client.ask("dance", LIMIT, line -> {}))
                .hasMessage("the launcher knows status, stop NAME, start NAME and down");
    }

    @Test
    void withoutTheTokenNothingIsDone() throws IOException {
        int port = Integer.parseInt(Files.readAllLines(run.resolve("control")).getFirst());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("guess down\n".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("error the token is wrong\n");
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void aClosedLauncherLeavesNoWordThatItListens() throws IOException {
        close();
        assertThat(ControlClient.of(run)).isEmpty();
    }

    private ControlClient client() throws IOException {
        return ControlClient.of(run).orElseThrow();
    }
}
