package dev.slipway.autoscaler.signals;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.contract.signal.GatewaySignal;
import dev.slipway.contract.signal.GatewayStatus;
import dev.slipway.contract.signal.ReplicaSignal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignalWatchTest {
    private static final UUID A = new UUID(1, 1);

    private final Streams streams = new Streams();
    private final SignalBoard board =
            new SignalBoard(Duration.ofSeconds(30), InstantSource.system());
    private Optional<List<GatewayStatus>> gateways =
            Optional.of(List.of(new GatewayStatus("g1", "gateway:1")));
    private final SignalWatch watch = new SignalWatch(() -> gateways, streams, board);

    /** Each stream says one thing and stays open until it is interrupted. */
    private static final class Streams implements SignalSource {
        private final Set<String> open = ConcurrentHashMap.newKeySet();
        private volatile String bootId = "g1";

        @Override
        public void followGateway(String address, Consumer<GatewaySignal> heard)
                throws IOException {
            heard.accept(new GatewaySignal(bootId, List.of(), List.of()));
            stayOpen(address);
        }

        @Override
        public void followReplica(String address, Consumer<ReplicaSignal> heard)
                throws IOException {
            heard.accept(new ReplicaSignal(A, 5, 0, List.of()));
            stayOpen(address);
        }

        private void stayOpen(String address) throws IOException {
            open.add(address);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException end) {
                throw new InterruptedIOException("closed");
            } finally {
                open.remove(address);
            }
        }
    }

    @AfterEach
    void stop() {
        gateways = Optional.of(List.of());
        watch.replicasAre(List.of());
        watch.step();
    }

    @Test
    void everybodyIsListenedToOnceAndCounts() {
        watch.replicasAre(List.of(pool("replica:1")));
        watch.step();
        awaitOpen("gateway:1", "replica:1");
        watch.step();

        assertThat(board.demand(pool("replica:1"))).isEqualTo(new PoolDemand(5, 0, true));
    }

    @Test
    void whoIsGoneOrMovedIsListenedToNoMore() {
        watch.replicasAre(List.of(pool("replica:1")));
        watch.step();
        awaitOpen("gateway:1", "replica:1");

        watch.replicasAre(List.of(pool("replica:2")));
        gateways = Optional.of(List.of());
        watch.step();

        awaitOpen("replica:2");
    }

    @Test
    void whileNobodySaysWhoTheGatewaysAreTheLastWordHolds() {
        watch.step();
        awaitOpen("gateway:1");

        gateways = Optional.empty();
        watch.step();

        awaitOpen("gateway:1");
    }

    @Test
    void aGatewayThatDoesNotSayWhereItIsHeardIsMissed() {
        gateways = Optional.of(List.of(new GatewayStatus("g1", null)));
        watch.step();

        assertThat(board.demand(pool("replica:1")).complete()).isFalse();
        assertThat(streams.open).isEmpty();
    }

    @Test
    void anotherProcessAtTheAddressIsNotBelieved() {
        streams.bootId = "another";
        watch.replicasAre(List.of(pool("replica:1")));
        watch.step();
        awaitOpen("gateway:1", "replica:1");

        assertThat(board.demand(pool("replica:1")).complete()).isFalse();
    }

    private void awaitOpen(String... addresses) {
        await().atMost(5, SECONDS).until(() -> streams.open.equals(Set.of(addresses)));
    }

    private static PoolStatus pool(String address) {
        return new PoolStatus(
                "default",
                1,
                4,
                List.of(new PoolReplica(A, address, 1, ReplicaState.READY, true, 0, true)));
    }
}
