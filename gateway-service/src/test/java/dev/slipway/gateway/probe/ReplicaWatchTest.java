package dev.slipway.gateway.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.routing.FakeBreaker;
import dev.slipway.gateway.routing.FakeWaiting;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.routing.RoutingTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReplicaWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = SECOND;
    private int recovered;
    private final Deque<Consumer<Boolean>> probes = new ArrayDeque<>(8);
    private final ReplicaFleet fleet = new ReplicaFleet(_ -> new FakeBreaker());
    private final ReplicaWatch watch =
            new ReplicaWatch(fleet, (_, alive) -> probes.add(alive), () -> now, () -> recovered++);
    private final Replica replica = routed();

    private Replica routed() {
        RoutedReplica one =
                new RoutedReplica(
                        UUID.randomUUID(), "default", "a:1", ReplicaState.READY, 8, List.of());
        RoutingTable.of(
                new RoutingDocument(new DocumentNumber(1, 1), List.of(), List.of(one)), fleet);
        return fleet.replicas().iterator().next();
    }

    @Test
    void probesOnceAnAttemptWaitedASecondAndOneAtATime() {
        replica.begin(new FakeWaiting(now));
        now += SECOND - 1;
        watch.tick();
        assertThat(probes).isEmpty();

        now += 1;
        watch.tick();
        watch.tick();
        assertThat(probes).hasSize(1);

        probes.remove().accept(true);
        watch.tick();
        assertThat(probes).isEmpty();
        now += SECOND;
        watch.tick();
        assertThat(probes).hasSize(1);
        assertThat(replica.isUnreachable()).isFalse();
    }

    @Test
    void aFailedProbeEjectsAndMovesWhatWaits() {
        FakeWaiting attempt = new FakeWaiting(now);
        replica.begin(attempt);
        now += SECOND;
        watch.tick();

        probes.remove().accept(false);

        assertThat(attempt.hung).isEqualTo(1);
        assertThat(replica.isUnreachable()).isTrue();
        assertThat(replica.isEjected()).isTrue();
    }

    @Test
    void anEjectedReplicaIsProbedEachSecondUntilItIsBack() {
        watch.suspect(replica);
        probes.remove().accept(false);
        watch.tick();
        assertThat(probes).isEmpty();
        now += SECOND;
        watch.tick();
        assertThat(probes).hasSize(1);

        probes.remove().accept(true);

        assertThat(recovered).isEqualTo(1);
        assertThat(replica.isUnreachable()).isFalse();
        now += SECOND;
        watch.tick();
        assertThat(probes).isEmpty();
    }

    @Test
    void aReplicaThatFailedAnAttemptAndAnswersItsProbeMayBeAskedAgain() {
        int before = replica.recoveries();
        watch.suspect(replica);
        assertThat(probes).hasSize(1);

        probes.remove().accept(true);

        assertThat(recovered).isEqualTo(1);
        assertThat(replica.recoveries()).isEqualTo(before + 1);
        assertThat(replica.isUnreachable()).isFalse();
    }

    @Test
    void aReplicaThatBreaksEveryAttemptIsNotProbedAtEachOfThem() {
        watch.suspect(replica);
        probes.remove().accept(true);
        now += SECOND / 20;
        watch.suspect(replica);
        watch.tick();
        assertThat(probes).isEmpty();

        now += SECOND / 20;
        watch.tick();
        assertThat(probes).hasSize(1);
        probes.remove().accept(true);

        assertThat(recovered).isEqualTo(2);
    }
}
