package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.store.StoreClient.Answer;
import dev.slipway.supervision.RunFile;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortsTest {
    private static final String SOME_DIGEST = "ab".repeat(32);

    private final StorePlatform platform = StorePlatform.settled();
    private final StoreClient client = platform.client();

    private Answer get(int port, String path, Optional<String> token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        token.ifPresent(value -> request.header(Headers.SERVICE_TOKEN, value));
        return client.send(request.build());
    }

    @Test
    void theMainPortKnowsNoInternalRoute() throws Exception {
        Optional<String> token = Optional.of(client.gatewayToken());
        String path = "/internal/v1/artefacts/" + SOME_DIGEST;
        assertThat(get(platform.port, path, token).status()).isEqualTo(404);
        assertThat(get(platform.port, "/%69nternal/v1/artefacts/" + SOME_DIGEST, token).status())
                .isEqualTo(404);
        assertThat(get(platform.port, "//internal/v1/artefacts/" + SOME_DIGEST, token).status())
                .isIn(400, 404);
    }

    @Test
    void theInternalPortKnowsNothingElse() throws Exception {
        Optional<String> token = Optional.of(client.replicaToken());
        assertThat(get(platform.internalPort, "/admin/v1/models/m/versions", token).status())
                .isEqualTo(404);
        Answer unknown = get(platform.internalPort, "/internal/v1/artefacts/" + SOME_DIGEST, token);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("resource_not_found");
        assertThat(unknown.json().path("category").asString()).isEqualTo("not_found");
        assertThat(get(platform.internalPort, "/internal/v1/manifests/x", token).status())
                .isEqualTo(404);
        assertThat(get(platform.internalPort, "/internal/v1/nothing", token).code())
                .isEqualTo("path_not_found");
    }

    @Test
    void nobodyGetsInWithoutATokenForTheStore() throws Exception {
        String path = "/internal/v1/artefacts/" + SOME_DIGEST;
        Answer none = get(platform.internalPort, path, Optional.empty());
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.code()).isEqualTo("unauthenticated");
        assertThat(none.json().has("message")).isTrue();
        String elsewhere = StorePlatform.TOKENS.mint(Role.REPLICA, Role.REGISTRY);
        assertThat(get(platform.internalPort, path, Optional.of(elsewhere)).status())
                .isEqualTo(401);
        assertThat(
                        get(
                                        platform.port,
                                        "/admin/v1/models/m/versions",
                                        Optional.of(client.replicaToken()))
                                .status())
                .isEqualTo(401);
    }

    @Test
    void aCallerThatAnotherGatewaySealedIsNobody() throws Exception {
        SignedOnDemand another =
                new SignedOnDemand(
                        TokenSigner.of(StorePlatform.KEYS.privateKey()), InstantSource.system());
        CallerSeal seal =
                new CallerSeal(
                        new ServiceTokens(
                                another,
                                new TokenVerifier(
                                        StorePlatform.KEYS.publicKey(), InstantSource.system())),
                        InstantSource.system());
        Answer answer =
                client.as(seal.seal(StorePlatform.OPERATOR))
                        .upload("m", StoreClient.parts().file("model.onnx", "any"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("unauthenticated");
    }

    @Test
    void onlyAReplicaReadsWhatIsKept() throws Exception {
        for (String kind : List.of("artefacts", "manifests")) {
            String path = "/internal/v1/" + kind + "/" + SOME_DIGEST;
            for (Role role : Role.values()) {
                Answer answer = get(platform.internalPort, path, tokenOf(role));
                assertThat(answer.status()).as(role + " " + path).isEqualTo(expected(role));
                assertThat(answer.json().has("message")).isTrue();
            }
        }
    }

    private static int expected(Role role) {
        return role == Role.REPLICA ? 404 : 403;
    }

    private static Optional<String> tokenOf(Role role) {
        return Optional.of(StorePlatform.TOKENS.mint(role, Role.STORE));
    }

    @Test
    void aPathThatIsNobodysIsNotThereForAnyRole() throws Exception {
        for (Role role : Role.values()) {
            for (String path :
                    List.of(
                            "/internal/v1/nothing",
                            "/internal/v1/artefacts",
                            "/internal/v1/uploads/1",
                            "/internal/v2/artefacts/" + SOME_DIGEST)) {
                Answer answer = get(platform.internalPort, path, tokenOf(role));
                assertThat(answer.status()).as(role + " " + path).isEqualTo(404);
                assertThat(answer.code()).isEqualTo("path_not_found");
            }
        }
    }

    @Test
    void anotherMethodAndAnotherPathAreToldApart() throws Exception {
        Optional<String> token = Optional.of(client.gatewayToken());
        Answer method = get(platform.port, "/admin/v1/models/m/versions", token);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.code()).isEqualTo("method_not_allowed");
        assertThat(method.json().path("type").asString()).isEqualTo("about:blank");
        Answer path = get(platform.port, "/admin/v1/nothing", token);
        assertThat(path.status()).isEqualTo(404);
        assertThat(path.code()).isEqualTo("path_not_found");
    }

    @Test
    void theRunFileNamesThePortsThatWereBound() throws Exception {
        RunFile file = RunFile.read(RunFile.path(platform.dataDir, "store")).orElseThrow();
        assertThat(file.process().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(file.port(RunFile.PORT)).contains(platform.port);
        assertThat(file.port(RunFile.INTERNAL_PORT)).contains(platform.internalPort);
        assertThat(file.port(RunFile.MANAGEMENT_PORT)).contains(platform.managementPort);
    }

    @Test
    void theManagementPortGivesReadinessAndMetrics() throws Exception {
        assertThat(
                        get(platform.managementPort, "/actuator/health/readiness", Optional.empty())
                                .text())
                .contains("UP");
        assertThat(get(platform.managementPort, "/actuator/prometheus", Optional.empty()).text())
                .contains("jvm_memory_used_bytes", "slipway_store_uploads_limit 8.0");
        assertThat(get(platform.port, "/actuator/health", Optional.empty()).status())
                .isEqualTo(401);
    }
}
