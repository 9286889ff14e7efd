package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.InferStream;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

class RpcDrainTest {
    @TempDir static Path state;

    @Test
    void aClosingDoorTakesNoConnectionsAndLetsWhatIsInFlightEnd() throws Exception {
        try (Platform platform = new Platform(state, Map.of());
                FakeReplica replica = FakeReplica.echoing();
                RpcClient client = new RpcClient(platform)) {
            Sinks.One<Boolean> go = Sinks.one();
            replica.behave((request, response, body) ->
                    go.asMono().thenMany(Flux.from(RpcClient.echo(request, response, body))));
            platform.model("m", 1);
            platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            int port = platform.grpcPort();
            var answer = client.inferAsync();
            await(() -> platform.metric("slipway.gateway.replica.waiting") == 1);

            Thread closing = Thread.ofPlatform().start(platform.application::close);
            await(() -> !listens(port));
            go.tryEmitValue(true);

            assertThat(answer.get().getRawOutputContents(0).toStringUtf8()).isEqualTo("tensor");
            closing.join();
        }
    }

    @Test
    void aClosingDoorEndsStreamsWhenTheirMessagesAreAnswered(@TempDir Path fresh) throws Exception {
        try (Platform platform = new Platform(fresh, Map.of());
                FakeReplica replica = FakeReplica.echoing();
                RpcClient client = new RpcClient(platform)) {
            Sinks.One<Boolean> go = Sinks.one();
            replica.behave((request, response, body) ->
                    go.asMono().thenMany(Flux.from(RpcClient.echo(request, response, body))));
            platform.model("m", 1);
            platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
            InferStream idle = InferStream.open(client);
            InferStream busy = InferStream.open(client).send(RpcClient.request("m"));
            await(() -> platform.metric("slipway.gateway.streams") == 2);
            await(() -> platform.metric("slipway.gateway.replica.waiting") == 1);

            Thread closing = Thread.ofPlatform().start(platform.application::close);
            StatusRuntimeException idleEnd = idle.end();
            go.tryEmitValue(true);

            assertThat(busy.answeredIds(1)).containsExactly("r-1");
            for (StatusRuntimeException end : List.of(idleEnd, busy.end())) {
                assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(end.getStatus().getDescription()).contains("shutting down");
                assertThat(RpcClient.trailer(end, "x-slipway-error")).isEqualTo("shutting_down");
            }
            closing.join();
        }
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
