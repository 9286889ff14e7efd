package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.await;
import static dev.slipway.inference.TestReplica.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.RepositoryIndexResponse;
import dev.slipway.contract.openinference.RepositoryIndexResponse.ModelIndex;
import dev.slipway.inference.serving.RequestHead;
import dev.slipway.inference.testing.TestModels;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version is loaded, and let rest, because the gateway says so. */
class ResidenceServingTest {
    @TempDir static Path cache;

    private static TestReplica replica;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        replica = new TestReplica(cache, Map.of());
        replica.serve("moved", 3, TestModels.addConstant(1, 8));
        replica.serve("other", 1, TestModels.addConstant(1, 8));
    }

    @AfterAll
    static void stop() {
        client.close();
        replica.close();
    }

    private static HttpResponse<String> move(String what) throws Exception {
        return replica.post("/v2/models/moved/versions/3/" + what, "moved", 3, "");
    }

    private static ModelIndex indexed(String model) throws Exception {
        HttpResponse<byte[]> answer =
                client.send(
                        replica.request("/v2/repository/index", "other", 1)
                                .header("Accept", RequestHead.PROTOBUF)
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return RepositoryIndexResponse.parseFrom(answer.body()).getModelsList().stream()
                .filter(one -> one.getName().equals(model))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isLoaded(String model) throws Exception {
        return indexed(model).getState().equals("READY");
    }

    @Test
    void itRestsUntilItIsLoadedAgain() throws Exception {
        assertThat(move("unload").statusCode()).isEqualTo(200);
        await(() -> !isLoaded("moved"));
        assertThat(indexed("moved").getReason()).startsWith("at rest");
        assertThat(isLoaded("other")).isTrue();
        assertThat(move("unload").statusCode()).isEqualTo(200);

        HttpResponse<String> loaded = move("load");

        assertThat(loaded.statusCode()).isEqualTo(200);
        assertThat(loaded.headers().firstValue(Headers.MODEL_VERSION)).contains("3");
        assertThat(isLoaded("moved")).isTrue();
        assertThat(move("load").statusCode()).isEqualTo(200);
        assertThat(
                        replica.infer(
                                        "moved",
                                        3,
                                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],"
                                                + "\"datatype\":\"FP32\",\"data\":[1,2]}]}")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotAssignedIsAskedOfAnotherReplica() throws Exception {
        for (String what : new String[] {"load", "unload"}) {
            HttpResponse<String> answer =
                    replica.post("/v2/models/moved/versions/4/" + what, "moved", 4, "");
            assertThat(answer.statusCode()).isEqualTo(421);
            assertThat(answer.headers().firstValue(Headers.ERROR)).contains("misdirected");
        }
    }

    @Test
    void aTimeThatIsNoneIsRefused() throws Exception {
        HttpResponse<String> answer =
                replica.send(
                        replica.request("/v2/models/moved/load", "moved", 3)
                                .header(Headers.REQUEST_TIMEOUT_MS, "soon")
                                .POST(BodyPublishers.noBody())
                                .build());
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void itIsAskedWithPostAndTheIndexWithGet() throws Exception {
        assertThat(
                        replica.send(replica.request("/v2/models/moved/load", "moved", 3).build())
                                .statusCode())
                .isEqualTo(405);
        assertThat(replica.post("/v2/repository/index", "other", 1, "").statusCode())
                .isEqualTo(405);
    }

    @Test
    void withoutTheProtocolsMessagesTheIndexIsJson() throws Exception {
        HttpResponse<String> answer =
                replica.send(replica.request("/v2/repository/index", "other", 1).build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).isArray()).isTrue();
        assertThat(answer.body()).contains("\"name\":\"other\"", "\"name\":\"moved\"");
        assertThat(answer.body()).contains("\"state\":\"READY\",\"reason\":\"\"");
    }
}
