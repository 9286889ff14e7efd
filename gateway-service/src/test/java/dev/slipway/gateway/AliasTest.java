package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.Refusals.assertOip;
import static dev.slipway.gateway.platform.Refusals.assertOpenAi;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.ModelReadyRequest;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPlatform;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that is asked for by an alias, in every dialect. */
class AliasTest extends OnPlatform {
    private final FakeReplica replica = replica(FakeReplica.echo());

    @BeforeEach
    void route() {
        platform.model("m", 1, 2);
        platform.alias("m", "champion", 1);
        platform.alias("m", "next", 3);
        platform.model("other-m", 1, 2);
        platform.alias("other-m", "champion", 1);
        apply();
    }

    private void apply() {
        platform.apply(
                replica.routed(
                        ReplicaState.READY,
                        64,
                        serves("m", 1),
                        serves("m", 2),
                        serves("other-m", 1)));
    }

    private static HttpResponse<String> embed(String key, String model) {
        return platform.send(
                platform.get("/v1/embeddings")
                        .header("Authorization", "Bearer " + key)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"" + model + "\",\"input\":\"a\"}")));
    }

    @Test
    void everyDialectAsksTheVersionThatTheAliasNames() throws InterruptedException {
        HttpResponse<String> oip = platform.send(platform.infer("m@champion", "{}"));
        assertThat(oip.headers().firstValue("X-Model-Version")).contains("1");
        assertThat(replica.seen.take().path()).isEqualTo("/v2/models/m/versions/1/infer");

        HttpResponse<String> openAi = embed(Platform.INFER_KEY, "m@champion");
        assertThat(openAi.headers().firstValue("X-Model-Version")).contains("1");
        assertThat(replica.seen.take().version()).isEqualTo("1");

        replica.behave(RpcClient::echo);
        assertThat(client.known().modelInfer(request("m@champion").build()).getModelVersion())
                .isEqualTo("1");
    }

    @Test
    void metadataReadinessAndListsKnowTheAliasToo() throws InterruptedException {
        assertThat(platform.ask("/v2/models/m@champion").statusCode()).isEqualTo(200);
        assertThat(replica.seen.take().path()).isEqualTo("/v2/models/m/versions/1");
        assertThat(platform.ask("/v2/models/m@champion/ready").statusCode()).isEqualTo(200);
        assertThat(platform.ask("/v1/models/m@champion").body()).contains("\"id\":\"m\"");
        assertThat(
                        client.known()
                                .modelReady(
                                        ModelReadyRequest.newBuilder()
                                                .setName("m@champion")
                                                .build())
                                .getReady())
                .isTrue();
    }

    @Test
    void anAliasWhoseVersionIsNotServedIsRefusedInTheDialect() {
        assertOip(platform.send(platform.infer("m@next", "{}")), 404, "version_not_served");
        HttpResponse<String> openAi = embed(Platform.INFER_KEY, "m@next");
        assertOpenAi(openAi, 404, "version_not_served");
        assertThat(openAi.body()).contains("It serves version 1, 2.", "\"param\":\"model\"");
        assertOip(platform.ask("/v2/models/m@next/ready"), 404, "version_not_served");
        assertRefused(
                Status.Code.NOT_FOUND,
                "version_not_served",
                () -> client.known().modelInfer(request("m@next").build()));
    }

    @Test
    void anUnknownAliasIsRefusedInTheDialect() {
        HttpResponse<String> oip = platform.send(platform.infer("m@best", "{}"));
        assertOip(oip, 404, "version_not_found");
        assertThat(oip.body()).contains("It has champion, next.");
        assertOpenAi(embed(Platform.INFER_KEY, "m@best"), 404, "version_not_found");
        assertRefused(
                Status.Code.NOT_FOUND,
                "version_not_found",
                () -> client.known().modelInfer(request("m@best").build()));
    }

    @Test
    void aListHoldsWhatTheKeyMayCallAndNoAliases() {
        assertThat(listedFor(Platform.INFER_KEY)).contains("\"m\"", "\"other-m\"");
        assertThat(listedFor(Platform.OTHER_KEY))
                .contains("\"id\":\"other-m\"")
                .doesNotContain("\"id\":\"m\"", "champion");
    }

    private static String listedFor(String key) {
        return platform.send(platform.get("/v1/models").header("Authorization", "Bearer " + key))
                .body();
    }

    @Test
    void grantsAreOnTheModelsNameAlone() {
        assertThat(embed(Platform.OTHER_KEY, "other-m@champion").statusCode()).isEqualTo(200);
        assertOpenAi(embed(Platform.OTHER_KEY, "m@champion"), 403, "forbidden");
        HttpResponse<String> entry =
                platform.send(
                        platform.get("/v1/models/exact@champion")
                                .header("Authorization", "Bearer " + Platform.OTHER_KEY));
        assertOpenAi(entry, 404, "model_not_found");
    }

    @Test
    void aRequestThatWaitsFollowsAnAliasThatMoves() {
        platform.apply();
        CompletableFuture<HttpResponse<String>> answer =
                platform.sendAsync(platform.infer("m@champion", "{}"));
        await(() -> platform.metric("slipway.gateway.hold.requests") == 1);

        platform.alias("m", "champion", 2);
        apply();

        assertThat(answer.join().headers().firstValue("X-Model-Version")).contains("2");
    }
}
