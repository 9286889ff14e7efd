package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.signal.Signals;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.Residence;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.trust.Role;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A version that left memory, as its clients, the registry and who reads metrics see it. */
class RestingServingTest {
    private static final VersionId ADD = new VersionId("add", 1);
    private static final String BODY =
            """
            {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}\
            """;

    @TempDir Path cache;

    private TestReplica replica;
    private LoadedModels models;

    @BeforeEach
    void rest() throws Exception {
        replica = new TestReplica(cache, Map.of("slipway.model.quiet", "10ms"));
        replica.serve("add", 1, TestModels.addConstant(1, 1));
        models = replica.context.getBean(LoadedModels.class);
        assertThat(replica.infer("add", 1, BODY).statusCode()).isEqualTo(200);
        assertThat(models.unload(ADD)).isTrue();
        TestReplica.await(() -> models.residence(ADD) == Residence.MAPPED);
    }

    @AfterEach
    void stop() {
        replica.close();
    }

    private String page() throws Exception {
        String port = replica.context.getEnvironment().getProperty("local.server.port");
        URI page = URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
        return replica.send(HttpRequest.newBuilder(page).build()).body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return replica.send(replica.request(path, "add", 1).build());
    }

    @Test
    void requestsBringItBackAndAreAllAnswered() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(
                    replica.sendAsync(
                            replica.inferRequest(
                                    "add", 1, HttpRequest.BodyPublishers.ofString(BODY))));
        }
        for (CompletableFuture<HttpResponse<String>> one : asked) {
            HttpResponse<String> answer = one.get();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("3.5");
        }
        assertThat(models.residence(ADD)).isEqualTo(Residence.LOADED);
        assertThat(page())
                .contains("slipway_model_residence{level=\"loaded\",model=\"add\",version=\"1\"} 1")
                .contains("slipway_model_rests_total 1.0")
                .contains("slipway_model_comebacks_total{outcome=\"loaded\"} 1.0")
                .contains("slipway_model_comeback_seconds_count 1")
                .contains("nv_inference_request_success{model=\"add\",version=\"1\"}");
    }

    @Test
    void questionsAboutItAreAnsweredWithoutIt() throws Exception {
        for (String path : List.of("", "/ready", "/stats", "/config")) {
            assertThat(get("/v2/models/add" + path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(models.residence(ADD)).isEqualTo(Residence.MAPPED);
        assertThat(page())
                .contains("slipway_model_residence{level=\"mapped\",model=\"add\",version=\"1\"} 1")
                .contains("slipway_model_comebacks_total{outcome=\"loaded\"} 0.0");
    }

    @Test
    void itsPlacesAndItsLoadAreToldWhileItRests() throws Exception {
        assertThat(page()).contains("slipway_places_taken{model=\"add\",version=\"1\"} 0.0");
        String load = "http://127.0.0.1:" + replica.port + Signals.LOAD_PATH;
        HttpResponse<String> told =
                replica.send(
                        HttpRequest.newBuilder(URI.create(load))
                                .header(
                                        Headers.SERVICE_TOKEN,
                                        TestReplica.TOKENS.mint(Role.GATEWAY, Role.REPLICA))
                                .build());
        JsonNode version = TestReplica.json(told).at("/versions/0");
        assertThat(version.path("model").asString()).isEqualTo("add");
        assertThat(version.path("residence").asString()).isEqualTo("mapped");
        assertThat(version.path("predicted_wait_ms").isNumber()).isTrue();
        assertThat(models.residence(ADD)).isEqualTo(Residence.MAPPED);
    }

    @Test
    void itStaysReadyForTheRegistryWhichIsToldWhereItIs() {
        TestReplica.await(() ->
                replica.registry.lastWord("add", 1).contains("it rests with its files mapped"));
        assertThat(replica.registry.isReady("add", 1)).isTrue();
    }

    @Test
    void withdrawnItGoesWithoutComingBack() {
        replica.registry.withdraw("add", 1);
        TestReplica.await(() -> replica.registry.lastWord("add", 1).isEmpty());
        assertThat(models.facts(ADD)).isNull();
        assertThat(models.residenceCounters().comebacks()).isZero();
    }
}
