package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.testing.TestModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client reads that is refused before its body is wholly sent. */
class EarlyRefusalTest {
    private static final String ADD =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
            """;
    private static final String CHUNK = "4000\r\n" + " ".repeat(0x4000) + "\r\n";

    /** 20 MiB, more than sockets hold on their way. */
    private static final int CHUNKS = 1280;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of("slipway.admission.max-body-bytes", "100000"));
        replica.serve("add", 1, TestModels.addConstant(1, 1));
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    @Test
    void aRefusalPrecedesABodyThatWasOnlyAnnounced() throws Exception {
        try (RawConnection misdirected = new RawConnection(replica)) {
            misdirected.head("add", 9, "Content-Length: 90000", "Expect: 100-continue");
            assertThat(misdirected.readHead())
                    .startsWith("HTTP/1.1 421")
                    .containsIgnoringCase("connection: close");
        }
        try (RawConnection welcome = new RawConnection(replica)) {
            welcome.head("add", 1, "Content-Length: " + ADD.length(), "Expect: 100-continue");
            assertThat(welcome.readHead()).startsWith("HTTP/1.1 100");
            assertThat(welcome.send(ADD).readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aConnectionLivesOnAfterASmallRefusedBody() throws Exception {
        try (RawConnection connection = new RawConnection(replica)) {
            connection.head("add", 9, "Content-Length: " + ADD.length()).send(ADD);
            String refused = connection.readHead();
            assertThat(refused).startsWith("HTTP/1.1 421");
            connection.read(length(refused));
            connection.head("add", 1, "Content-Length: " + ADD.length()).send(ADD);
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length"))
                .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    @Test
    void anAnnouncedBodyOverTheBoundIsTooLarge() throws Exception {
        try (RawConnection announced = new RawConnection(replica)) {
            announced.head("add", 1, "Content-Length: 100001");
            String head = announced.readHead();
            assertThat(head).startsWith("HTTP/1.1 413").contains("body_too_large");
            assertThat(announced.read(length(head))).contains("100000 bytes");
        }
    }

    @Test
    void aClientThatStreamsOnReadsWhyItsBodyIsTooLarge() throws Exception {
        assertRefusedWhileStreaming(replica, 1, "413", "100000 bytes");
    }

    @Test
    void aClientThatStreamsOnReadsThatItIsMisdirected() throws Exception {
        assertRefusedWhileStreaming(replica, 9, "421", "ask another one");
    }

    @Test
    void aLongAnnouncedBodyIsLetGoToo() throws Exception {
        try (RawConnection connection = new RawConnection(replica)) {
            connection.head("add", 9, "Content-Length: " + (20 << 20));
            for (int i = 0; i < CHUNKS; i++) {
                connection.send(" ".repeat(0x4000));
            }
            assertAnsweredAndClosed(connection, "421", "ask another one");
        }
    }

    @Test
    void aClientThatStreamsOnReadsThatTheReplicaDrains(@TempDir Path other) throws Exception {
        try (TestReplica draining = new TestReplica(other, Map.of())) {
            draining.serve("add", 1, TestModels.addConstant(1, 1));
            draining.context.getBean(ReplicaLife.class).refuse();
            assertRefusedWhileStreaming(draining, 1, "503", "going away");
            try (RawConnection little = new RawConnection(draining)) {
                little.head("add", 1, "Content-Length: " + ADD.length()).send(ADD);
                assertAnsweredAndClosed(little, "503", "going away");
            }
        }
    }

    @Test
    void anAnswerWhoseClientStopsSendingIsCompleteBeforeTheConnectionCloses() throws Exception {
        try (RawConnection connection = new RawConnection(replica)) {
            connection.head("add", 9, "Transfer-Encoding: chunked").send(CHUNK);
            String head = connection.readHead();
            assertThat(connection.read(length(head))).contains("ask another one");
            TestReplica.await(() -> replica.context.getBean(InFlight.class).count() == 0);
            connection.send("0\r\n\r\n");
            assertThat(connection.isAtEnd()).isTrue();
        }
    }

    private static void assertRefusedWhileStreaming(
            TestReplica asked, int version, String status, String reason) throws IOException {
        try (RawConnection chunked = new RawConnection(asked)) {
            chunked.head("add", version, "Transfer-Encoding: chunked");
            for (int i = 0; i < CHUNKS; i++) {
                chunked.send(CHUNK);
            }
            chunked.send("0\r\n\r\n");
            assertAnsweredAndClosed(chunked, status, reason);
        }
    }

    private static void assertAnsweredAndClosed(
            RawConnection connection, String status, String reason) throws IOException {
        String head = connection.readHead();
        assertThat(head)
                .startsWith("HTTP/1.1 " + status)
                .contains(Headers.ERROR)
                .containsIgnoringCase("connection: close");
        if (status.equals("503")) {
            assertThat(head).containsIgnoringCase("retry-after: 1");
        }
        assertThat(connection.read(length(head))).contains(reason);
        assertThat(connection.isAtEnd()).isTrue();
    }
}
