package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.testing.TestModels;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that do not read their answers keep nobody else from theirs, as long as there is memory;
 * what waits for them takes no more of it than requests may.
 */
class SlowReaderTest {
    /** More than there are threads of the engine, and than event loops. */
    private static final int READERS = 4;

    /** Of an answer: more than the kernel takes for a client that does not read. */
    private static final int ANSWER_BYTES = 16 << 20;

    /** Of what several answers, and the making of one more, are charged with. */
    private static final int BUDGET_BYTES = 96 << 20;

    private static final int RECEIVE_BYTES = 256 << 10;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
    private static final Pattern JSON_LENGTH =
            Pattern.compile("(?i)\r\n" + Headers.JSON_LENGTH + ": (\\d+)\r\n");

    private static final String SMALL =
            """
            {"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2.5]}]}\
            """;

    @TempDir Path cache;

    /** One request is sent and run, and the head of its answer is read, but no more of it. */
    private record Reader(RawConnection connection, String head) {
        static Reader begin(TestReplica replica) throws Exception {
            return ask(new RawConnection(replica, RECEIVE_BYTES));
        }

        static Reader ask(RawConnection connection) throws Exception {
            connection.head(
                    "negative",
                    1,
                    "Content-Type: application/octet-stream",
                    Headers.JSON_LENGTH + ": 0",
                    "Content-Length: " + ANSWER_BYTES);
            connection.send("\0".repeat(ANSWER_BYTES));
            return new Reader(connection, connection.readHead());
        }

        private int number(Pattern header) {
            Matcher found = header.matcher(head);
            assertThat(found.find()).as(head).isTrue();
            return Integer.parseInt(found.group(1));
        }

        /** Reads the rest, which is the negative of zeros. */
        void assertWhole() throws Exception {
            int json = number(JSON_LENGTH);
            String body = connection.read(number(LENGTH));
            assertThat(body.length() - json).isEqualTo(ANSWER_BYTES);
            for (int at = json; at < body.length(); at += Float.BYTES) {
                if (body.charAt(at) != 0 || body.charAt(at + Float.BYTES - 1) != 0x80) {
                    throw new AssertionError("another number at " + (at - json));
                }
            }
        }
    }

    @Test
    void othersAreAnsweredWhileSeveralAnswersLieUnread() throws Exception {
        Map<String, String> settings =
                Map.of(
                        "slipway.engine.parallel-runs",
                        "1",
                        // What they ask and get is charged while they are served.
                        "slipway.admission.max-bytes",
                        Integer.toString(512 << 20));
        List<Reader> readers = new ArrayList<>();
        try (TestReplica replica = new TestReplica(cache, settings)) {
            replica.serve("negative", 1, TestModels.negative());
            InFlight inFlight = replica.context.getBean(InFlight.class);
            for (int i = 0; i < READERS; i++) {
                Reader reader = Reader.begin(replica);
                readers.add(reader);
                assertThat(reader.head()).startsWith("HTTP/1.1 200");
            }

            for (int i = 0; i < 2 * READERS; i++) {
                HttpResponse<String> small = replica.infer("negative", 1, SMALL);
                assertThat(small.statusCode()).as(small.body()).isEqualTo(200);
                assertThat(small.body()).contains("[-1.0,-2.5]");
            }
            // Whose answer is not wholly written is not done.
            await(() -> inFlight.count() == READERS);

            for (Reader reader : readers) {
                reader.assertWhole();
            }
            await(() -> inFlight.count() == 0);
        } finally {
            for (Reader reader : readers) {
                reader.connection().close();
            }
        }
    }

    @Test
    void answersHoldTheirMemoryUntilTheirReadersLeave() throws Exception {
        Map<String, String> settings =
                Map.of(
                        "slipway.admission.max-body-bytes",
                        Integer.toString(ANSWER_BYTES),
                        "slipway.admission.max-bytes",
                        Integer.toString(BUDGET_BYTES));
        List<Reader> readers = new ArrayList<>();
        try (TestReplica replica = new TestReplica(cache, settings)) {
            replica.serve("negative", 1, TestModels.negative());
            InFlight inFlight = replica.context.getBean(InFlight.class);
            Gauge held =
                    replica.context
                            .getBean(MeterRegistry.class)
                            .get("slipway.requests.memory.bytes")
                            .tag("where", "heap")
                            .gauge();
            do {
                assertThat(readers).hasSizeLessThanOrEqualTo(BUDGET_BYTES / ANSWER_BYTES);
                readers.add(Reader.begin(replica));
            } while (readers.getLast().head().startsWith("HTTP/1.1 200"));

            assertThat(readers.getLast().head())
                    .startsWith("HTTP/1.1 429")
                    .containsIgnoringCase("\r\n" + Headers.ERROR + ": queue_full\r\n");
            int answered = readers.size() - 1;
            assertThat(answered).isPositive();
            await(() -> inFlight.count() == answered);
            assertThat(held.value())
                    .isBetween((double) answered * ANSWER_BYTES, (double) BUDGET_BYTES);

            for (Reader reader : readers) {
                reader.connection().close();
            }
            await(() -> inFlight.count() == 0 && held.value() == 0);
            assertThat(replica.infer("negative", 1, SMALL).statusCode()).isEqualTo(200);
        } finally {
            for (Reader reader : readers) {
                reader.connection().close();
            }
        }
    }

    @Test
    void aConnectionCarriesOneLongAnswerAfterTheOther() throws Exception {
        try (TestReplica replica =
                        new TestReplica(
                                cache,
                                Map.of(
                                        "slipway.admission.max-bytes",
                                        Integer.toString(BUDGET_BYTES)));
                RawConnection connection = new RawConnection(replica, RECEIVE_BYTES)) {
            replica.serve("negative", 1, TestModels.negative());
            for (int i = 0; i < 2; i++) {
                Reader reader = Reader.ask(connection);
                assertThat(reader.head()).startsWith("HTTP/1.1 200");
                reader.assertWhole();
            }
            InFlight inFlight = replica.context.getBean(InFlight.class);
            await(() -> inFlight.count() == 0);
        }
    }

    @Test
    void whoeverReadsNothingForTooLongIsGivenUpAndItsPlaceIsFree() throws Exception {
        Map<String, String> settings =
                Map.of("slipway.serving.unread", "1s", "slipway.admission.max-requests", "1");
        try (TestReplica replica = new TestReplica(cache, settings)) {
            replica.serve("negative", 1, TestModels.negative());
            InFlight inFlight = replica.context.getBean(InFlight.class);
            RequestCounters counters = replica.context.getBean(RequestCounters.class);
            Reader reader = Reader.begin(replica);
            try (RawConnection _ = reader.connection()) {
                assertThat(reader.head()).startsWith("HTTP/1.1 200");

                await(() -> counters.closedUnreadTotal() == 1);
                await(() -> inFlight.count() == 0);
                HttpResponse<String> small = replica.infer("negative", 1, SMALL);
                assertThat(small.statusCode()).as(small.body()).isEqualTo(200);
            }
        }
    }

    @Test
    void whoeverLeavesInsteadOfReadingHoldsNothingAnyMore() throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of())) {
            replica.serve("negative", 1, TestModels.negative());
            InFlight inFlight = replica.context.getBean(InFlight.class);
            Reader reader = Reader.begin(replica);
            assertThat(reader.head()).startsWith("HTTP/1.1 200");
            reader.connection().close();

            await(() -> inFlight.count() == 0);
            assertThat(replica.infer("negative", 1, SMALL).statusCode()).isEqualTo(200);
        }
    }
}
