package dev.slipway.autoscaler.signals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.contract.signal.GatewaySignal;
import dev.slipway.contract.signal.GatewaySignal.HeldRequests;
import dev.slipway.contract.signal.GatewaySignal.ReplicaLoad;
import dev.slipway.contract.signal.ReplicaSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SignalBoardTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(1, 2);
    private static final UUID ELSEWHERE = new UUID(2, 1);

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final SignalBoard board = new SignalBoard(Duration.ofSeconds(5), () -> now);
    private final PoolStatus pool = pool(ReplicaState.READY, ReplicaState.READY);

    @Test
    void gatewaysAreAddedUpForThePoolsReplicasAndModels() {
        board.gatewaysAre(Set.of("g1", "g2"));
        board.heard(gateway("g1", 3, 4));
        board.heard(gateway("g2", 5, 0));
        replicasHeard(0);

        assertThat(board.demand(pool)).isEqualTo(new PoolDemand(8, 4, true));
    }

    @Test
    void whatReplicasAdmittedCountsWhereItIsMore() {
        board.gatewaysAre(Set.of("g1"));
        board.heard(gateway("g1", 3, 0));
        replicasHeard(7);

        assertThat(board.demand(pool)).isEqualTo(new PoolDemand(14, 0, true));
    }

    @Test
    void itIsCompleteOnlyIfEveryGatewayIsHeard() {
        replicasHeard(0);
        assertThat(board.demand(pool).complete()).as("nobody says who they are").isFalse();
        board.gatewaysAre(Set.of("g1", "g2"));
        board.heard(gateway("g1", 3, 1));
        assertThat(board.demand(pool)).isEqualTo(new PoolDemand(3, 1, false));
        board.heard(gateway("g2", 0, 0));
        assertThat(board.demand(pool).complete()).isTrue();
    }

    @Test
    void itIsCompleteOnlyIfEveryReplicaThatServesIsHeard() {
        board.gatewaysAre(Set.of("g1"));
        board.heard(gateway("g1", 3, 0));
        board.heard(new ReplicaSignal(A, 3, 0, List.of()));

        assertThat(board.demand(pool).complete()).isFalse();
        assertThat(board.demand(pool(ReplicaState.READY, ReplicaState.SUSPECT)).complete())
                .isFalse();
        assertThat(board.demand(pool(ReplicaState.READY, ReplicaState.STARTING)).complete())
                .isTrue();
        assertThat(board.demand(pool(ReplicaState.READY, ReplicaState.DRAINING)).complete())
                .isTrue();
    }

    @Test
    void whatWasHeardLongAgoIsNotBelieved() {
        board.gatewaysAre(Set.of("g1"));
        board.heard(gateway("g1", 3, 2));
        replicasHeard(9);
        now = now.plusSeconds(5);
        assertThat(board.demand(pool)).isEqualTo(new PoolDemand(18, 2, true));

        now = now.plusMillis(1);

        assertThat(board.demand(pool)).isEqualTo(new PoolDemand(0, 0, false));
    }

    @Test
    void whoIsGoneIsForgotten() {
        board.gatewaysAre(Set.of("g1", "g2"));
        board.heard(gateway("g1", 3, 2));
        board.heard(gateway("g2", 3, 2));
        replicasHeard(0);

        board.gatewaysAre(Set.of("g1"));
        assertThat(board.demand(pool)).isEqualTo(new PoolDemand(3, 2, true));
        board.replicasAre(Set.of(A));
        assertThat(board.demand(pool).complete()).isFalse();
    }

    private void replicasHeard(int inFlight) {
        board.heard(new ReplicaSignal(A, inFlight, 0, List.of()));
        board.heard(new ReplicaSignal(B, inFlight, 0, List.of()));
    }

    private static GatewaySignal gateway(String bootId, int inFlight, int held) {
        return new GatewaySignal(
                bootId,
                List.of(new ReplicaLoad(A, inFlight), new ReplicaLoad(ELSEWHERE, 100)),
                List.of(new HeldRequests("m", held), new HeldRequests("other", 100)));
    }

    private static PoolStatus pool(ReplicaState a, ReplicaState b) {
        return new PoolStatus(
                "default", 1, 4, List.of(replica(A, a), replica(B, b)), null, List.of("m"));
    }

    private static PoolReplica replica(UUID instance, ReplicaState state) {
        return new PoolReplica(instance, "replica:1", 1, state, true, 0, true);
    }
}
