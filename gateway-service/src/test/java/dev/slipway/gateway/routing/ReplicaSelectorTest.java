package dev.slipway.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.gateway.routing.RoutingTable.RouteOfVersion;
import dev.slipway.gateway.routing.RoutingTable.RouteToReplica;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplicaSelectorTest {
    private static final DocumentNumber FIRST = new DocumentNumber(1, 1);
    private static final DocumentNumber SECOND = new DocumentNumber(1, 2);

    private final FakeBreaker breakerOfA = new FakeBreaker();
    private final FakeBreaker breakerOfB = new FakeBreaker();
    private final Replica a = new Replica(UUID.randomUUID(), "a:1", breakerOfA);
    private final Replica b = new Replica(UUID.randomUUID(), "b:1", breakerOfB);
    private int drawn;
    private final ReplicaSelector selector =
            new ReplicaSelector(new PowerOfTwo(_ -> 0, () -> 0), _ -> drawn);
    private final Tried tried = new Tried();

    private static RouteOfVersion version(int number, int traffic, RouteToReplica... replicas) {
        return new RouteOfVersion(number, traffic, List.of(replicas));
    }

    private static RouteToReplica ready(Replica replica) {
        return new RouteToReplica(replica, 8, false);
    }

    private @Nullable Replica select(DocumentNumber document, RouteToReplica... replicas) {
        Choice choice = selector.select(List.of(version(1, 100, replicas)), tried, document);
        return choice == null ? null : choice.replica();
    }

    @Test
    void ofTwoTheOneWithLessInFlight() {
        a.begin(new FakeWaiting(0));

        assertThat(select(FIRST, ready(a), ready(b))).isSameAs(b);
    }

    @Test
    void aShorterPredictedWaitOvercomesNeitherSuspicionNorEjection() {
        a.begin(new FakeWaiting(0));
        a.reported(new LoadReport(0, 0), 0);
        b.begin(new FakeWaiting(0));
        b.reported(new LoadReport(1_000_000_000, 9), 0);
        assertThat(select(FIRST, ready(a), ready(b))).isSameAs(a);

        assertThat(select(FIRST, new RouteToReplica(a, 8, true), ready(b))).isSameAs(b);
        breakerOfA.open = true;
        assertThat(select(FIRST, ready(a), ready(b))).isSameAs(b);
    }

    @Test
    void suspectOnesComeLast() {
        assertThat(select(FIRST, new RouteToReplica(a, 8, true), ready(b))).isSameAs(b);
        breakerOfB.open = true;
        assertThat(select(FIRST, new RouteToReplica(a, 8, true), ready(b))).isSameAs(a);
    }

    @Test
    void ofOnlyEjectedOnesOneIsStillTried() {
        breakerOfA.open = true;

        assertThat(select(FIRST, ready(a))).isSameAs(a);
        assertThat(select(FIRST, ready(a))).isSameAs(a);
    }

    @Test
    void whereAProbeFoundNobodyOnlyOneAttemptAtATime() {
        a.markUnreachable();

        assertThat(select(FIRST, ready(a))).isSameAs(a);
        assertThat(select(FIRST, ready(a))).isNull();
        a.endTrial();
        assertThat(select(FIRST, ready(a))).isSameAs(a);
    }

    @Test
    void aTriedOneIsAskedAgainUnderANewerDocumentOrAfterItWasFoundBack() {
        tried.mark(a, FIRST, a.recoveries());
        assertThat(select(FIRST, ready(a))).isNull();
        assertThat(select(SECOND, ready(a))).isSameAs(a);

        tried.mark(a, SECOND, a.recoveries());
        a.markUnreachable();
        a.markReachable();
        assertThat(select(SECOND, ready(a))).isSameAs(a);
    }

    @Test
    void aDrainingOneIsNeverAskedAgain() {
        a.sawDraining();

        assertThat(select(SECOND, ready(a))).isNull();
    }

    @Test
    void versionsShareByTrafficAmongThoseThatHaveReplicas() {
        List<RouteOfVersion> versions =
                List.of(version(1, 30, ready(a)), version(2, 60, ready(b)), version(3, 10));

        assertThat(chosen(versions, 29)).isEqualTo(1);
        assertThat(chosen(versions, 30)).isEqualTo(2);
        assertThat(chosen(versions, 89)).isEqualTo(2);
        assertThat(selector.select(List.of(version(1, 0, ready(a)), version(2, 100)), tried, FIRST))
                .isNull();
    }

    private int chosen(List<RouteOfVersion> versions, int draw) {
        drawn = draw;
        Choice choice = selector.select(versions, tried, FIRST);
        return choice == null ? 0 : choice.version();
    }

    @Test
    void roomIsWhatUsableReplicasWouldTake() {
        a.begin(new FakeWaiting(0));
        assertThat(ReplicaSelector.room(List.of(version(1, 100, ready(a), ready(b)))))
                .isEqualTo(15);
        breakerOfB.open = true;
        assertThat(ReplicaSelector.room(List.of(version(1, 100, ready(a), ready(b))))).isEqualTo(7);
    }
}
