package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that does not read its long answer holds neither the gateway nor a replica. */
class UnreadAnswerTest {
    /** More than the kernel takes for a client that does not read. */
    private static final int ANSWER_BYTES = 16 << 20;

    private static final int RECEIVE_BYTES = 256 << 10;

    private static Object withShortBound(Object bean) {
        return bean instanceof GatewaySettings settings
                ? new GatewaySettings(
                        settings.registryUrl(),
                        settings.registryAdminUrl(),
                        settings.storeAdminUrl(),
                        settings.autoscalerAdminUrl(),
                        settings.keyHashSecret(),
                        settings.enrolmentSecret(),
                        settings.verifyKey(),
                        settings.stateDirectory(),
                        settings.limits().withUnread(Duration.ofSeconds(1)),
                        settings.quarantine())
                : bean;
    }

    @Test
    void whoeverReadsNothingForTooLongIsGone(@TempDir Path state) throws Exception {
        try (Platform platform = new Platform(state, Map.of(), UnreadAnswerTest::withShortBound);
                FakeReplica replica = FakeReplica.echoing();
                Socket socket = new Socket()) {
            platform.model("m", 1);
            platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            String answer = "z".repeat(ANSWER_BYTES);
            replica.behave((_, response, _) -> FakeReplica.text(response, answer));
            // Once it is connected this would come too late.
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), platform.port()));

            socket.getOutputStream().write(request());

            await(() -> platform.metric("slipway.gateway.connections.unread") == 1);
            await(() -> platform.metric("slipway.gateway.replica.in.flight") == 0);
            replica.behave(FakeReplica.echo());
            assertThat(platform.send(platform.infer("m", "{}")).statusCode()).isEqualTo(200);
            platform.assertIdentity();
        }
    }

    private static byte[] request() {
        return ("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + Platform.INFER_KEY
                        + "\r\nContent-Length: 2\r\n\r\n{}")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
