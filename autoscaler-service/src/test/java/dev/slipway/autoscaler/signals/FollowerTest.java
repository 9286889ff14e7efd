package dev.slipway.autoscaler.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowerTest {
    private final List<Long> pauses = new ArrayList<>();
    private int listened;

    @Test
    void thePauseGrowsToABoundWhileNothingIsHeard() {
        run(
                10,
                heard -> {
                    throw new IOException("refused");
                });

        assertThat(pauses)
                .containsExactly(
                        250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L, 5000L, 5000L, 5000L);
    }

    @Test
    void aSignalMakesThePauseShortAgain() {
        run(
                5,
                heard -> {
                    if (listened == 4) {
                        heard.run();
                    }
                    throw new IOException("broken");
                });

        assertThat(pauses).containsExactly(250L, 500L, 1000L, 250L, 500L);
    }

    @Test
    void aBugInASignalEndsOneStreamOnly() {
        run(
                2,
                heard -> {
                    throw new IllegalStateException("a signal without a name");
                });

        assertThat(listened).isEqualTo(2);
    }

    private void run(int times, Follower.Listening listening) {
        new Follower(
                        "gateway:1",
                        heard -> {
                            listened++;
                            listening.once(heard);
                        },
                        pause -> pause(times, pause))
                .run();
    }

    private void pause(int times, Duration pause) throws InterruptedException {
        pauses.add(pause.toMillis());
        if (pauses.size() == times) {
            throw new InterruptedException("the end");
        }
    }
}
