package dev.slipway.store.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SweepLoopTest {
    /** Lets one sweep happen for each permit. */
    private static final class Steps implements SweepLoop.Pause {
        private final Semaphore permits = new Semaphore(0);
        private volatile boolean ended;

        @Override
        public boolean untilNext() throws InterruptedException {
            permits.acquire();
            return !ended;
        }

        @Override
        public void end() {
            ended = true;
            permits.release();
        }
    }

    @Test
    void aFailedSweepIsFollowedByTheNextUntilTheLoopIsClosed() throws InterruptedException {
        AtomicInteger sweeps = new AtomicInteger();
        CountDownLatch thrice = new CountDownLatch(3);
        Steps steps = new Steps();
        try (SweepLoop loop =
                new SweepLoop(
                        () -> {
                            int sweep = sweeps.incrementAndGet();
                            thrice.countDown();
                            switch (sweep) {
                                case 1 -> throw new IOException("away");
                                case 2 -> throw new IllegalStateException("bug");
                                default -> {}
                            }
                        },
                        steps)) {
            loop.start();
            loop.start();
            steps.permits.release(3);
            assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(sweeps).hasValue(3);
    }
}
