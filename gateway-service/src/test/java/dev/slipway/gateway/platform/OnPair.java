package dev.slipway.gateway.platform;

import static dev.slipway.gateway.platform.Platform.serves;

import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.ReplicaState;
import org.junit.jupiter.api.BeforeEach;

/** Two replicas of one model {@code m}, whose second version has the traffic, for each test. */
public abstract class OnPair extends OnPlatform {
    protected FakeReplica one;
    protected FakeReplica two;
    private final FakeReplica.Behaviour first;

    /** Both answer so at first. */
    protected OnPair(FakeReplica.Behaviour first) {
        this.first = first;
    }

    @BeforeEach
    void routePair() {
        one = replica(first);
        two = replica(first);
        platform.model("m", 1, 2);
        both();
    }

    protected final void both() {
        platform.apply(ready(one), ready(two));
    }

    protected final void onlyOne() {
        platform.apply(ready(one));
    }

    private static RoutedReplica ready(FakeReplica replica) {
        return replica.routed(ReplicaState.READY, 64, serves("m", 1), serves("m", 2));
    }
}
