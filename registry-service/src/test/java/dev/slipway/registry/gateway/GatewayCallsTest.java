package dev.slipway.registry.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.signal.GatewayStatus;
import dev.slipway.registry.document.DocumentKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatewayCallsTest {
    private static final DocumentNumber APPLIED = new DocumentNumber(1, 7);

    private final Set<String> leases = new HashSet<>();
    private final List<Set<String>> told = new ArrayList<>();
    private final GatewayCalls calls =
            new GatewayCalls(new HeldLeases(), () -> told.add(Set.copyOf(leases)));

    private final class HeldLeases implements GatewayLeases {
        @Override
        public void renew(String bootId, DocumentKind kind, DocumentNumber applied) {
            leases.add(bootId);
        }

        @Override
        public void heardAt(String bootId, @Nullable String signalAddress) {}

        @Override
        public List<GatewayStatus> living() {
            return List.of();
        }

        @Override
        public void end(String bootId) {
            leases.remove(bootId);
        }

        @Override
        public boolean allApplied(DocumentNumber routing) {
            return leases.isEmpty();
        }

        @Override
        public void age() {}
    }

    private void renew(long call, String bootId) {
        calls.renew(call, bootId, DocumentKind.ROUTING, APPLIED);
    }

    @Test
    void aWatchThatCameBeforeTheGoodbyeAndIsTakenAfterItBringsNothingBack() {
        renew(calls.arrive(), "a");
        long late = calls.arrive();
        calls.goodbye("a");
        renew(late, "a");
        assertThat(leases).isEmpty();

        renew(calls.arrive(), "a");
        assertThat(leases).containsExactly("a");
        renew(late, "b");
        assertThat(leases).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whoWaitsIsToldAfterTheLeaseEnded() {
        renew(calls.arrive(), "a");
        calls.goodbye("a");
        assertThat(told).containsExactly(Set.of());
    }

    @Test
    void theGoodbyesThatAreRememberedAreBounded() {
        long first = calls.arrive();
        for (int gateway = 0; gateway < 10_000; gateway++) {
            calls.goodbye("gateway-" + gateway);
        }
        renew(first, "gateway-0");
        renew(first, "gateway-9999");
        assertThat(leases).containsExactly("gateway-0");
    }
}
