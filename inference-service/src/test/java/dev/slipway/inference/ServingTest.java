package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingTest {
    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        replica.serve("add", 2, TestModels.addConstant(2, 1));
        replica.serve("two", 1, TestModels.twoByTwo(7));
        replica.serve("slow", 1, TestModels.slow());
        replica.serve("log", 1, TestModels.logAndText());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    @Test
    void twoVersionsOfAModelAnswerSideBySide() throws Exception {
        String body =
                """
                {"id":"7","inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
                """;
        HttpResponse<String> first = replica.infer("add", 1, body);
        HttpResponse<String> second = replica.infer("add", 2, body);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body())
                .isEqualTo(
                        """
                        {"id":"7","model_name":"add","model_version":"1","outputs":[{"name":"y",\
                        "datatype":"FP32","shape":[1,2],"data":[2.0,3.5]}]}\
                        """);
        assertThat(json(second).at("/outputs/0/data/1").asDouble()).isEqualTo(4.5);
        assertThat(second.headers().firstValue(Headers.MODEL_VERSION)).contains("2");
    }

    @Test
    void aLoopEndsWhereItsInputSays() throws Exception {
        HttpResponse<String> answer =
                replica.infer(
                        "slow",
                        1,
                        """
                        {"inputs":[{"name":"n","shape":[],"datatype":"INT64","data":[3]}]}\
                        """);
        assertThat(answer.body()).contains("\"data\":[128.0]");
    }

    @Test
    void theStateBecomesReady() {
        await(() -> replica.registry.hasHeard(dev.slipway.contract.replica.ReplicaState.READY));
    }
}
