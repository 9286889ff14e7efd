package dev.slipway.autoscaler.sizing.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SocketLivenessProbeTest {
    private final SocketLivenessProbe probe = new SocketLivenessProbe(Duration.ofMillis(300));

    @Test
    void anyHttpAnswerTellsThatTheProcessRuns() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(any, 0);
        server.createContext(
                "/livez",
                exchange -> {
                    exchange.sendResponseHeaders(503, -1);
                    exchange.close();
                });
        server.start();
        try {
            assertThat(probe.answers("127.0.0.1:" + server.getAddress().getPort())).isTrue();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPortThatAcceptsAndSaysNothingIsSilent() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(probe.answers("127.0.0.1:" + mute.getLocalPort())).isFalse();
        }
    }

    @Test
    void whatIsNotThereIsSilent() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        assertThat(probe.answers("127.0.0.1:" + port)).isFalse();
    }

    @Test
    void whatIsNoAddressIsSilent() {
        for (String wrong : List.of("", "host", "host:", "host:x", "host:99999999", ":0")) {
            assertThat(probe.answers(wrong)).as(wrong).isFalse();
        }
    }
}
