package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that asks for much and does not read it costs its connection, and no engine. */
class SlowReaderTest {
    /** 16 MiB: more than the system keeps of a connection that nobody reads. */
    private static final int FLOATS = 4 << 20;

    private static final int BYTES = FLOATS * Float.BYTES;
    private static final String HEAD =
            """
            {"inputs":[{"name":"x","shape":[%d],"datatype":"FP32",\
            "parameters":{"binary_data_size":%d}}],"parameters":{"binary_data_output":true}}\
            """
                    .formatted(FLOATS, BYTES);
    private static final String SMALL =
            """
            {"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}\
            """;

    /** More than there are engines for the model, and than there are event loops. */
    private static final int READERS = 3;

    private static final int OTHERS = 20;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica =
                new TestReplica(
                        cache, Map.of("SLIPWAY_PARALLEL_RUNS", "1", "SLIPWAY_WIDE_LANE", "false"));
        replica.serve("negative", 1, TestModels.negative());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    private static int inFlight() {
        return replica.context.getBean(InFlight.class).count();
    }

    /** Requests whose answer is made, whether or not it is written. */
    private static long answered() {
        return replica.context.getBean(RequestCounters.class).answeredTotal();
    }

    private static RawConnection askWithoutReading(String zeros) throws Exception {
        RawConnection connection = new RawConnection(replica);
        connection
                .head(
                        "negative",
                        1,
                        "Content-Type: application/octet-stream",
                        "Inference-Header-Content-Length: " + HEAD.length(),
                        "Content-Length: " + (HEAD.length() + BYTES))
                .send(HEAD)
                .send(zeros);
        return connection;
    }

    @Test
    void othersAreServedWhileLargeAnswersAreNotRead() throws Exception {
        String zeros = "\0".repeat(BYTES);
        List<RawConnection> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                readers.add(askWithoutReading(zeros));
            }
            await(() -> answered() == READERS);
            for (int i = 0; i < OTHERS; i++) {
                HttpResponse<String> other = replica.infer("negative", 1, SMALL);
                assertThat(other.statusCode()).isEqualTo(200);
                assertThat(other.body()).contains("[-1.0,-2.0]");
            }
            await(() -> answered() == READERS + OTHERS);
            await(() -> inFlight() == READERS);
            // Whoever reads after all gets everything.
            RawConnection first = readers.getFirst();
            assertThat(first.readHead()).startsWith("HTTP/1.1 200");
            assertThat(first.read(BYTES)).hasSize(BYTES);
            await(() -> inFlight() == READERS - 1);
        } finally {
            for (RawConnection reader : readers) {
                reader.close();
            }
        }
        await(() -> inFlight() == 0);
    }
}
