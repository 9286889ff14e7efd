package dev.slipway.inference.serving.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.serving.Reply;
import dev.slipway.inference.serving.RequestHead;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Of a long answer little lies with its connection, however slowly it is read. */
class LongAnswersTest {
    /** More than the kernel takes for a client that does not read; not a whole number of pieces. */
    private static final int ANSWER_BYTES = (16 << 20) + 1;

    /** A piece, and what Netty counts beside its bytes. */
    private static final long LITTLE_BYTES = 128 << 10;

    private static final int RECEIVE_BYTES = 64 << 10;
    private static final int LOOKS = 1000;
    private static final String QUESTION = "GET /v2 HTTP/1.1\r\nHost: test\r\n\r\n";
    private static final RequestHead HEAD = new RequestHead("GET", "/v2", 0, _ -> null);

    private final byte[] body = new byte[ANSWER_BYTES];
    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final DisposableServer server = start();

    private DisposableServer start() {
        new Random(7).nextBytes(body);
        Answers answers =
                new Answers(
                        new ReplicaLife(), _ -> new byte[0], _ -> new byte[0], _ -> new byte[0]);
        return HttpServer.create()
                .host(InetAddress.getLoopbackAddress().getHostAddress())
                .port(0)
                .handle((request, response) -> {
                    request.withConnection(connection -> channel.complete(connection.channel()));
                    return answers.reply(response, HEAD, new Reply(body, 1));
                })
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    /** Bytes that lie with the connection. */
    private long waiting() throws Exception {
        Channel its = channel.get(10, SECONDS);
        return its.eventLoop()
                .submit(() -> {
                    ChannelOutboundBuffer buffer = its.unsafe().outboundBuffer();
                    return buffer == null ? 0L : buffer.totalPendingWriteBytes();
                })
                .get(10, SECONDS);
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as(head.toString()).isNotNegative();
            head.append((char) next);
        }
        assertThat(head).startsWith("HTTP/1.1 200");
    }

    @Test
    void onePieceLiesThereAtATimeAndAllOfThemArrive() throws Exception {
        try (Socket socket = new Socket()) {
            // Once it is connected this would come too late.
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            socket.getOutputStream().write(QUESTION.getBytes(US_ASCII));
            InputStream in = socket.getInputStream();
            readHead(in);

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting() > 0);
            for (int look = 0; look < LOOKS; look++) {
                assertThat(waiting()).isLessThanOrEqualTo(LITTLE_BYTES);
            }

            assertThat(in.readNBytes(ANSWER_BYTES)).isEqualTo(body);
        }
    }
}
