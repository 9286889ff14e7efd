package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentReply.AudienceToken;
import dev.slipway.contract.token.EnrolmentRequest;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.EnrolmentSecrets;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who gets which tokens, and what they open. */
class EnrolmentTest {
    private static final SigningKeyPair GATEWAY_KEY = SigningKeyPair.fresh(new SecureRandom());
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static HttpResponse<String> enrol(
            String role, String secret, String instance, @Nullable String callerKey) {
        return RunningRegistry.send(
                RunningRegistry.request(
                        registry.port(true),
                        "POST",
                        "/internal/v1/tokens",
                        new EnrolmentRequest(role, secret, instance, callerKey)));
    }

    private static HttpResponse<String> enrol(Role role) {
        return enrol(
                role.wireName(),
                RunningRegistry.ENROLMENT.of(role),
                "i-1",
                role == Role.GATEWAY ? GATEWAY_KEY.publicKey() : null);
    }

    private static Map<String, String> tokens(Role role) {
        EnrolmentReply reply = RunningRegistry.read(enrol(role), EnrolmentReply.class);
        assertThat(reply.lifetimeMs()).isEqualTo(Duration.ofMinutes(10).toMillis());
        return reply.tokens().stream()
                .collect(Collectors.toMap(AudienceToken::audience, AudienceToken::token));
    }

    private static int get(String path, String token) {
        return RunningRegistry.send(
                        registry.anonymous(true, "GET", path).header(Headers.SERVICE_TOKEN, token))
                .statusCode();
    }

    private static int admin(String token, String sealed) {
        return RunningRegistry.send(
                        registry.anonymous(false, "GET", "/admin/v1/pools")
                                .header(Headers.SERVICE_TOKEN, token)
                                .header(Headers.CALLER, sealed))
                .statusCode();
    }

    @Test
    void eachRoleGetsATokenForEachServiceThatItCallsAndForNoOther() {
        assertThat(tokens(Role.GATEWAY).keySet())
                .containsExactlyInAnyOrder("registry", "store", "replica", "autoscaler");
        assertThat(tokens(Role.REPLICA).keySet()).containsExactlyInAnyOrder("registry", "store");
        assertThat(tokens(Role.STORE).keySet()).containsExactly("registry");
        assertThat(tokens(Role.AUTOSCALER).keySet())
                .containsExactlyInAnyOrder("gateway", "registry", "replica");
    }

    @Test
    void aTokenOpensWhatItsRoleMayCall() {
        String token = tokens(Role.AUTOSCALER).getOrDefault("registry", "");
        assertThat(get("/internal/v1/pools", token)).isEqualTo(200);
        assertThat(get("/internal/v1/live-manifests", token)).isEqualTo(403);
        String forReplicas = tokens(Role.AUTOSCALER).getOrDefault("replica", "");
        assertThat(get("/internal/v1/pools", forReplicas)).isEqualTo(401);
    }

    @Test
    void aReplicasSecretMakesNobodyAGateway() {
        String replicas = RunningRegistry.ENROLMENT.of(Role.REPLICA);
        assertThat(enrol("gateway", replicas, "i", GATEWAY_KEY.publicKey()).statusCode())
                .isEqualTo(401);
        assertThat(enrol("registry", replicas, "i", null).statusCode()).isEqualTo(401);
        assertThat(enrol("nobody", replicas, "i", null).statusCode()).isEqualTo(401);
        assertThat(enrol("replica", replicas, "i", GATEWAY_KEY.publicKey()).statusCode())
                .as("nor one that signs for callers")
                .isEqualTo(400);
        String elsewhere = EnrolmentSecrets.ofMaster("cd".repeat(32)).of(Role.REPLICA);
        HttpResponse<String> refused = enrol("replica", elsewhere, "i", null);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body())
                .contains("\"code\":\"unauthenticated\"")
                .doesNotContain(elsewhere, replicas);
    }

    @Test
    void whatIsMalformedIsToldSo() {
        String secret = RunningRegistry.ENROLMENT.of(Role.GATEWAY);
        assertThat(enrol("gateway", secret, "a\nb", GATEWAY_KEY.publicKey()).statusCode())
                .isEqualTo(400);
        assertThat(enrol("gateway", secret, "i", "no key").statusCode()).isEqualTo(400);
        assertThat(enrol("gateway", secret, "i", null).statusCode()).isEqualTo(400);
    }

    @Test
    void noTokenIsGivenOnTheMainPort() {
        assertThat(
                        RunningRegistry.send(
                                        registry.anonymous(false, "POST", "/internal/v1/tokens"))
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTokenOfAnotherKeyAndAnExpiredOneAreRefused() {
        SigningKeyPair other = SigningKeyPair.fresh(new SecureRandom());
        assertThat(get("/internal/v1/pools", signed(other, InstantSource.system()))).isEqualTo(401);
        InstantSource early = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(-12));
        assertThat(get("/internal/v1/pools", signed(RunningRegistry.KEYS, early))).isEqualTo(401);
        InstantSource skewed =
                InstantSource.offset(InstantSource.system(), Duration.ofSeconds(-630));
        assertThat(get("/internal/v1/pools", signed(RunningRegistry.KEYS, skewed)))
                .as("clocks may be a minute apart")
                .isEqualTo(200);
    }

    private static String signed(SigningKeyPair keys, InstantSource clock) {
        return new SignedOnDemand(TokenSigner.of(keys.privateKey()), clock)
                .token(Role.AUTOSCALER, Role.REGISTRY);
    }

    @Test
    void aCallerCountsOnlyBesideTheTokenOfTheGatewayThatSealedIt() {
        Caller caller = new Caller("ada", "default", RunningRegistry.ADMIN.grants());
        SignedOnDemand one = gateway();
        SignedOnDemand another = gateway();
        String sealed = seal(one).seal(caller);
        assertThat(admin(one.token(Role.GATEWAY, Role.REGISTRY), sealed)).isEqualTo(200);
        assertThat(admin(another.token(Role.GATEWAY, Role.REGISTRY), sealed)).isEqualTo(401);
        assertThat(admin(one.token(Role.STORE, Role.REGISTRY), sealed)).isEqualTo(401);
        assertThat(admin(one.token(Role.GATEWAY, Role.REGISTRY), "")).isEqualTo(401);
    }

    private static SignedOnDemand gateway() {
        return new SignedOnDemand(
                TokenSigner.of(RunningRegistry.KEYS.privateKey()), InstantSource.system());
    }

    private static CallerSeal seal(SignedOnDemand gateway) {
        return new CallerSeal(
                new ServiceTokens(
                        gateway,
                        new TokenVerifier(
                                RunningRegistry.KEYS.publicKey(), InstantSource.system())),
                InstantSource.system());
    }
}
