package dev.slipway.local.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.local.services.ServiceStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeeperTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofMillis(100);

    private final List<FakeProcess> started = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile boolean obedient = true;
    private final AtomicInteger refusals = new AtomicInteger();

    private final Keeper keeper =
            new Keeper(
                    "thing",
                    this::startOne,
                    new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(2), LIMIT),
                    GRACE,
                    new KeeperObserver() {
                        @Override
                        public void serving(String name) {
                            heard.add("serving");
                        }

                        @Override
                        public void died(
                                String name, int status, boolean served, Duration retryIn) {
                            heard.add("died " + status + " " + served);
                        }

                        @Override
                        public void notStarted(String name, Exception reason, Duration retryIn) {
                            heard.add("not started");
                        }
                    });

    @Test
    void startsNothingUntilItIsWanted() {
        assertThat(keeper.status().state()).isEqualTo(State.STOPPED);
        assertThat(started).isEmpty();
    }

    @Test
    void runsWhenTheProcessSaysThatItServes() throws InterruptedException {
        keeper.start();
        awaitStarts(1);
        assertThat(keeper.await(State.STARTING, LIMIT)).isTrue();
        started.getFirst().serving = true;
        assertThat(keeper.await(State.RUNNING, LIMIT)).isTrue();
        assertThat(keeper.status().pid()).isEqualTo(4711);
        await().atMost(LIMIT).until(() -> heard.contains("serving"));
    }

    @Test
    void startsADeadProcessAgainAndSaysWhetherItEverServed() {
        keeper.start();
        awaitStarts(1);
        started.getFirst().exit.complete(3);
        awaitStarts(2);
        started.get(1).serving = true;
        await().atMost(LIMIT).until(() -> heard.contains("serving"));
        started.get(1).exit.complete(4);
        awaitStarts(3);
        assertThat(heard).containsExactly("died 3 false", "serving", "died 4 true");
        assertThat(keeper.status().restarts()).isEqualTo(2);
    }

    @Test
    void whatWasStoppedStaysStoppedUntilItIsStartedByName() throws InterruptedException {
        keeper.start();
        awaitStarts(1);
        keeper.stop();
        assertThat(started.getFirst().asked).isTrue();
        assertThat(started.getFirst().killed).isFalse();
        assertThat(keeper.status()).isEqualTo(new ServiceStatus("thing", State.STOPPED, 0, 0));
        assertThat(started).hasSize(1);
        keeper.start();
        awaitStarts(2);
    }

    @Test
    void oneThatDoesNotEndInItsTimeIsKilled() throws InterruptedException {
        obedient = false;
        keeper.start();
        awaitStarts(1);
        keeper.stop();
        assertThat(started.getFirst().killed).isTrue();
        assertThat(keeper.status().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aStartThatFailsIsTriedAgain() {
        refusals.set(2);
        keeper.start();
        awaitStarts(1);
        assertThat(heard).containsExactly("not started", "not started");
    }

    @Test
    void aReplacedProcessIsEndedInOrderAndFollowedByAnother() {
        keeper.start();
        awaitStarts(1);
        await().atMost(LIMIT).until(() -> keeper.status().pid() != 0);
        keeper.replace();
        awaitStarts(2);
        assertThat(started.getFirst().asked).isTrue();
        assertThat(heard).isEmpty();
    }

    private void awaitStarts(int count) {
        await().atMost(LIMIT).until(() -> started.size() == count);
    }

    private ServiceProcess startOne() throws IOException {
        if (refusals.getAndDecrement() > 0) {
            throw new IOException("no");
        }
        FakeProcess process = new FakeProcess(obedient);
        started.add(process);
        return process;
    }
}
