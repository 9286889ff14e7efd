package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.Phase;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.testing.TestModels;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send on before they have their answer. */
class PipeliningTest {
    private static final long FOR_EVER = 1_000_000_000;

    /** More than may wait behind a request, and less than sockets hold on their way. */
    private static final int TOO_MANY_BYTES = 80 << 10;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of("slipway.engine.parallel-runs", "1"));
        replica.serve("slow", 1, TestModels.slow());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    @AfterEach
    void nothingIsLeft() {
        await(() -> replica.context.getBean(InFlight.class).count() == 0);
    }

    private static String body(long loops) {
        return """
        {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[%d]}]}\
        """
                .formatted(loops);
    }

    private static void ask(RawConnection connection, String id, String body) throws IOException {
        connection
                .head("slow", 1, header(Headers.REQUEST_ID, id), "Content-Length: " + body.length())
                .send(body);
    }

    private static String header(String name, String value) {
        return name + ": " + value;
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length"))
                .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    @Test
    void aFewRequestsThatComeTogetherAreAnsweredInTurn() throws Exception {
        try (RawConnection connection = new RawConnection(replica)) {
            for (int request = 1; request <= 4; request++) {
                // The first one takes longest.
                ask(connection, "request-" + request, body(request == 1 ? 2000 : 1));
            }
            for (int request = 1; request <= 4; request++) {
                String head = connection.readHead();
                assertThat(head)
                        .startsWith("HTTP/1.1 200")
                        .containsIgnoringCase(header(Headers.REQUEST_ID, "request-" + request));
                connection.read(length(head));
            }
        }
    }

    @Test
    void whoeverSendsFarAheadLosesTheConnectionAndItsPlace() throws Exception {
        RequestCounters counters = replica.context.getBean(RequestCounters.class);
        long runs = replica.runs().engineRuns();
        long cancelled = replica.cancelledIn(Phase.ENGINE);
        try (RawConnection connection = new RawConnection(replica)) {
            ask(connection, "for-ever", body(FOR_EVER));
            await(() -> replica.runs().engineRuns() == runs + 1);

            sendTooMuch(connection);

            await(() -> counters.closedPipelinedTotal() == 1);
            // The engine is free again although the run would have taken hours.
            HttpResponse<String> next = replica.infer("slow", 1, body(2));
            assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
            assertThat(replica.cancelledIn(Phase.ENGINE)).isEqualTo(cancelled + 1);
        }
    }

    private static void sendTooMuch(RawConnection connection) {
        try {
            connection
                    .head("slow", 1, "Content-Length: " + TOO_MANY_BYTES)
                    .send(" ".repeat(TOO_MANY_BYTES));
        } catch (IOException _) {
            // It was closed meanwhile, which is what is asked for.
        }
    }
}
