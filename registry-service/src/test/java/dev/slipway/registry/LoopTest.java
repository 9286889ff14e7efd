package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.registry.loop.Loop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTest {
    @Test
    void aStepThatFailsIsTriedAgain() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        try (Loop loop =
                new Loop(
                        "test",
                        Duration.ofMillis(1),
                        () -> {
                            runs.countDown();
                            throw new IllegalStateException("not this time");
                        })) {
            loop.start();
            assertThat(runs.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aLoopThatIsWokenDoesNotWaitForItsInterval() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(2);
        try (Loop loop =
                new Loop(
                        "test",
                        Duration.ofHours(1),
                        () -> {
                            first.countDown();
                            second.countDown();
                        })) {
            loop.start();
            assertThat(first.await(5, TimeUnit.SECONDS)).isTrue();
            loop.wake();
            assertThat(second.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }
}
