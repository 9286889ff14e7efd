package dev.slipway.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class StartGateTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final StartGate gate = new StartGate();
    private final List<String> order = new CopyOnWriteArrayList<>();

    private void pass(StartGate.Step step) {
        try {
            gate.pass(step);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void theEndIsKnownAtOnceAndWaitsForTheStepThatWasBegun() throws Exception {
        Semaphore begun = new Semaphore(0);
        Semaphore goOn = new Semaphore(0);
        Thread start =
                Thread.ofVirtual()
                        .start(() ->
                                pass(() -> {
                                    begun.release();
                                    goOn.acquireUninterruptibly();
                                    order.add("the step is finished");
                                }));
        begun.acquire();
        Thread end =
                Thread.ofVirtual()
                        .start(() -> {
                            gate.close();
                            order.add("the end goes on");
                        });
        await().atMost(LIMIT).until(() -> end.getState() == Thread.State.WAITING);
        assertThat(gate.isClosed()).isTrue();
        goOn.release();
        assertThat(start.join(LIMIT)).isTrue();
        assertThat(end.join(LIMIT)).isTrue();
        assertThat(order).containsExactly("the step is finished", "the end goes on");
    }

    @Test
    void afterTheEndNoStepIsTaken() {
        pass(() -> order.add("before"));
        assertThat(gate.isClosed()).isFalse();
        gate.close();
        pass(() -> order.add("after"));
        assertThat(order).containsExactly("before");
    }

    @Test
    void aStepThatFailsHoldsNobodyUp() {
        IOException failure = new IOException("no room");
        assertThatThrownBy(() ->
                        gate.pass(() -> {
                            throw failure;
                        }))
                .isSameAs(failure);
        gate.close();
        assertThat(gate.isClosed()).isTrue();
    }
}
