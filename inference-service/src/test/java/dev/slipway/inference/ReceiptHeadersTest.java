package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each answer that an engine worked on says how it was served. */
class ReceiptHeadersTest {
    private static final String ADD =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[%s]}]}\
            """;
    private static final String NUMBER = "[0-9]+";

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        replica.serve("minilm", 1, MiniLm.files(null));
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("absent");
    }

    private static void assertNone(HttpResponse<String> answer) {
        for (String name :
                List.of(
                        Headers.QUEUE_US,
                        Headers.COMPUTE_US,
                        Headers.BATCH_ROWS,
                        Headers.RELEASE)) {
            assertThat(header(answer, name)).isEqualTo("absent");
        }
    }

    @Test
    void aLoneRequestRanAloneAtOnce() throws Exception {
        HttpResponse<String> answer = replica.infer("add", 1, ADD.formatted("1,2.5"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, Headers.QUEUE_US)).matches(NUMBER);
        assertThat(header(answer, Headers.COMPUTE_US)).matches(NUMBER);
        assertThat(header(answer, Headers.BATCH_ROWS)).isEqualTo("1");
        assertThat(header(answer, Headers.RELEASE)).isEqualTo("idle-engine");
    }

    @Test
    void textsOfARequestHaveOneReceipt() throws Exception {
        HttpResponse<String> answer =
                replica.post(
                        "/v1/embeddings",
                        "minilm",
                        1,
                        JSON.writeValueAsString(Map.of("input", List.of("a", "b", "c d"))));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues(Headers.QUEUE_US)).hasSize(1);
        assertThat(Long.parseLong(header(answer, Headers.COMPUTE_US))).isPositive();
        assertThat(Integer.parseInt(header(answer, Headers.BATCH_ROWS))).isBetween(1, 3);
        assertThat(header(answer, Headers.RELEASE)).matches("full|idle-engine|marginal-cost");
    }

    @Test
    void whatReachedNoEngineHasNone() throws Exception {
        HttpResponse<String> refused = replica.infer("add", 1, ADD.formatted("1,\"no\""));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertNone(refused);
        HttpResponse<String> metadata =
                replica.send(replica.request("/v2/models/add", "add", 1).build());
        assertThat(metadata.statusCode()).isEqualTo(200);
        assertNone(metadata);
    }
}
