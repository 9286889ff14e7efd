package dev.slipway.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.ReplicaState;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplicaFleetTest {
    private final ReplicaFleet fleet = new ReplicaFleet(_ -> new FakeBreaker());
    private final RoutingDocument empty =
            new RoutingDocument(new DocumentNumber(1, 2), List.of(), List.of());
    private final Replica replica =
            fleet.of(
                    new RoutedReplica(
                            UUID.randomUUID(), "default", "a:1", ReplicaState.READY, 8, List.of()));
    private final FakeWaiting attempt = new FakeWaiting(0);

    @Test
    void aReplicaThatIsNoLongerNamedIsForgotten() {
        fleet.retain(empty);

        assertThat(fleet.replicas()).isEmpty();
    }

    @Test
    void aReplicaWithAnAttemptUnderWayIsKept() {
        replica.begin(attempt);

        fleet.retain(empty);

        assertThat(fleet.replicas()).containsExactly(replica);
    }

    @Test
    void anAttemptThatBeginsAfterItsReplicaWasForgottenBringsItBack() {
        fleet.retain(empty);

        replica.begin(attempt);

        assertThat(fleet.replicas()).containsExactly(replica);
        replica.answered(attempt);
        replica.end();
        fleet.retain(empty);
        assertThat(fleet.replicas()).isEmpty();
    }
}
