package dev.slipway.local.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.local.deploy.ExampleRequest;
import dev.slipway.local.deploy.ModelFile;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import dev.slipway.local.deploy.PublicApi.VersionStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpPublicApiTest {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private @Nullable HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        HttpServer started =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.createContext("/", this::answer);
        started.start();
        server = started;
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void modelsAreShownWithWhatIsServed() throws Exception {
        answers.put(
                "/admin/v1/models",
                "{\"items\":[{\"name\":\"m\",\"latest_version\":2}],"
                        + "\"next_page_token\":null}");
        answers.put(
                "/admin/v1/models/m/deployment",
                "{\"versions\":[{\"version\":1,\"traffic_percent\":0},"
                        + "{\"version\":2,\"traffic_percent\":100}]}");
        answers.put(
                "/admin/v1/models/m/rollouts", "{\"items\":[{\"id\":\"b\",\"state\":\"baking\"}]}");
        assertThat(api().models())
                .containsExactly(new PublicApi.ModelStatus("m", 2, "m@2 100 %", "baking"));
        assertThat(keys).containsOnly("Bearer the-key");
    }

    @Test
    void listsAreReadToTheirLastPage() throws Exception {
        pages("/admin/v1/models", "{\"name\":\"m\"}", "{\"name\":\"n\"}");
        pages(
                "/admin/v1/models/m/versions",
                "{\"version\":2,\"state\":\"retired\"}",
                "{\"version\":1,\"state\":\"verified\"}");
        pages(
                "/admin/v1/pools",
                "{\"name\":\"default\",\"min\":1,\"max\":1}",
                "{\"name\":\"gpu\",\"min\":0,\"max\":2}");
        pages("/admin/v1/replicas", "{\"instance\":\"i\"}", "{\"instance\":\"j\"}");
        assertThat(api().models())
                .extracting(PublicApi.ModelStatus::name)
                .containsExactly("m", "n");
        assertThat(api().newestVerified("m")).contains(1);
        assertThat(api().pools())
                .extracting(PublicApi.PoolSize::name)
                .containsExactly("default", "gpu");
        assertThat(api().replicas())
                .extracting(PublicApi.ReplicaStatus::instance)
                .containsExactly("i", "j");
    }

    @Test
    void anUploadSendsEachFileUnderItsPathWithTheRightLength() throws Exception {
        answers.put(
                "/admin/v1/models/m/versions",
                "{\"version\":3,\"ignored\":[\"a\"],\"warnings\":[\"x is fixed\",\"y too\"]}");
        byte[] bytes = {65, 66, 67};
        ModelFile file =
                new ModelFile("1_Pooling/config.json", 3, () -> new ByteArrayInputStream(bytes));
        List<String> heard = new ArrayList<>();
        assertThat(
                        api().upload(
                                        "m",
                                        List.of(file, file),
                                        (sent, total) -> heard.add(sent + " of " + total)))
                .isEqualTo(new PublicApi.Uploaded(3, List.of("a"), List.of("x is fixed", "y too")));
        int length = bodies.getFirst().length();
        assertThat(heard).last().isEqualTo(length + " of " + length);
        assertThat(bodies.getFirst())
                .contains("name=\"file\"; filename=\"1_Pooling/config.json\"")
                .contains("\r\n\r\nABC\r\n--slipway-")
                .endsWith("--\r\n");
    }

    @Test
    void aRefusalSaysWhatThePlatformSaid() {
        status = 422;
        answers.put("/admin/v1/models/m/rollouts", "{\"detail\":\"there is no version 9\"}");
        assertThatThrownBy(() -> api().startRollout("m", 9))
                .isInstanceOfSatisfying(
                        ApiRefusal.class, refusal -> assertThat(refusal.isPassing()).isFalse())
                .hasMessage("there is no version 9");
        status = 503;
        answers.put("/v1/embeddings", "{\"error\":{\"message\":\"nothing is ready\"}}");
        assertThatThrownBy(() -> api().embed("m", "x"))
                .isInstanceOfSatisfying(
                        ApiRefusal.class, refusal -> assertThat(refusal.isPassing()).isTrue())
                .hasMessage("nothing is ready");
    }

    @Test
    void theNewestVersionThatIsNotRetiredIsFound() throws Exception {
        answers.put(
                "/admin/v1/models/m/versions",
                "{\"items\":[{\"version\":3,\"state\":\"retired\"},"
                        + "{\"version\":2,\"state\":\"verified\"},"
                        + "{\"version\":1,\"state\":\"verified\"}]}");
        assertThat(api().newestVerified("m")).contains(2);
        answers.put(
                "/admin/v1/models/m/versions",
                "{\"items\":[{\"version\":1,\"state\":\"retired\"}]}");
        assertThat(api().newestVerified("m")).isEmpty();
    }

    @Test
    void aRolloutUnderWayIsFound() throws Exception {
        answers.put(
                "/admin/v1/models/m/rollouts",
                "{\"items\":[{\"id\":\"a\",\"to_version\":1,\"state\":\"completed\"},"
                        + "{\"id\":\"b\",\"to_version\":2,\"state\":\"baking\"}]}");
        assertThat(api().activeRollout("m")).contains(new PublicApi.ActiveRollout("b", 2));
    }

    @Test
    void anExampleFitsTheSignatureAndIsSent() throws Exception {
        answers.put(
                "/v2/models/m",
                "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1,3]},"
                        + "{\"name\":\"b\",\"datatype\":\"BYTES\",\"shape\":[-1]}]}");
        ExampleRequest example = ExampleRequest.of(api().inputs("m"), 1);
        assertThat(example.values()).isEqualTo(4);
        api().infer("m", example.body());
        assertThat(bodies.getLast())
                .isEqualTo(
                        "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[1,3],"
                                + "\"data\":[0,0,0]},{\"name\":\"b\",\"datatype\":\"BYTES\","
                                + "\"shape\":[1],\"data\":[\"hello\"]}]}");
    }

    @Test
    void poolsAreShownWithTheirBounds() throws Exception {
        answers.put("/admin/v1/pools", "{\"items\":[{\"name\":\"default\",\"min\":2,\"max\":3}]}");
        assertThat(api().pools()).containsExactly(new PublicApi.PoolSize("default", 2, 3));
    }

    @Test
    void theReasonOfASizeIsShown() throws Exception {
        answers.put(
                "/admin/v1/scaling",
                "{\"items\":[{\"pool\":\"default\",\"wanted\":3,\"ready\":2,"
                        + "\"reason\":\"in flight 41, target 16\"}]}");
        assertThat(api().scaling())
                .containsExactly(
                        new PublicApi.PoolScale("default", 3, 2, "in flight 41, target 16"));
    }

    @Test
    void aReplicaIsShownWithTheStateOfEachVersion() throws Exception {
        answers.put(
                "/admin/v1/replicas",
                "{\"items\":[{\"instance\":\"i\",\"pool\":\"default\",\"state\":\"ready\",\"versions\":["
                        + "{\"model\":\"m\",\"version\":1,\"state\":\"ready\",\"withdrawn\":true},"
                        + "{\"model\":\"m\",\"version\":2,\"state\":\"fetching\",\"detail\":null},"
                        + "{\"model\":\"n\",\"version\":1,\"state\":null,\"withdrawn\":false},"
                        + "{\"model\":\"n\",\"version\":2,\"state\":\"failed\",\"detail\":\"no\"}]}]}");
        assertThat(api().replicas())
                .containsExactly(
                        new PublicApi.ReplicaStatus(
                                "i",
                                "default",
                                "ready",
                                List.of(
                                        new VersionStatus("m@1", "ready", true, ""),
                                        new VersionStatus("m@2", "fetching", false, ""),
                                        new VersionStatus("n@1", "assigned", false, ""),
                                        new VersionStatus("n@2", "failed", false, "no"))));
    }

    @Test
    void aGatewayThatIsAwayIsNotReady() {
        assertThat(api().isReady()).isTrue();
        PublicApi api = api();
        close();
        assertThat(api.isReady()).isFalse();
    }

    private void pages(String path, String first, String second) {
        answers.put(path, "{\"items\":[" + first + "],\"next_page_token\":\"a b\"}");
        answers.put(
                path + "?page_token=a+b", "{\"items\":[" + second + "],\"next_page_token\":null}");
    }

    private PublicApi api() {
        if (server == null) {
            throw new IllegalStateException("no server");
        }
        return ApiConfiguration.api(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "the-key");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String key = exchange.getRequestHeaders().getFirst("Authorization");
            if (key != null) {
                keys.add(key);
            }
            byte[] text =
                    answers.getOrDefault(exchange.getRequestURI().toString(), "{}")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, text.length);
            exchange.getResponseBody().write(text);
        }
    }
}
