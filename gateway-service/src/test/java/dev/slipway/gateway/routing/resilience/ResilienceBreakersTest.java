package dev.slipway.gateway.routing.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gateway.routing.Breaker;
import dev.slipway.gateway.routing.Replica;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ResilienceBreakersTest {
    private final Breaker breaker = new ResilienceBreakers().of(UUID.randomUUID());
    private final Replica replica = new Replica(UUID.randomUUID(), "127.0.0.1:1", breaker);

    @Test
    void whatFailedBeforeIsForgottenOnceAReplicaIsFoundAgain() {
        fail(10);
        assertThat(breaker.isOpen()).isTrue();
        replica.markUnreachable();

        replica.markReachable();

        assertThat(replica.isEjected()).isFalse();
        fail(9);
        assertThat(replica.isEjected()).as("nine of the least ten").isFalse();
    }

    @Test
    void aFailureThatRacesWithAProbeIsCounted() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 500; round++) {
                CountDownLatch both = new CountDownLatch(2);
                Future<?> failures = threads.submit(() -> together(both, () -> fail(20)));
                Future<?> probes = threads.submit(() -> together(both, this::lostAndFound));
                failures.get();
                probes.get();
                fail(20);
                assertThat(replica.isEjected()).isTrue();
                replica.markUnreachable();
                replica.markReachable();
            }
        }
    }

    private static void together(CountDownLatch both, Runnable what) {
        both.countDown();
        while (both.getCount() > 0) {
            Thread.onSpinWait();
        }
        what.run();
    }

    private void lostAndFound() {
        replica.markUnreachable();
        replica.markReachable();
        replica.markUnreachable();
        replica.markReachable();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(1);
        }
    }
}
