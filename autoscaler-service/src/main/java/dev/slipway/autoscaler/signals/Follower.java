package dev.slipway.autoscaler.signals;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to one process, again and again with a growing pause, until it is stopped. */
final class Follower implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Waits; an interrupt ends the listening. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** Listens once; each signal is told by the runnable. */
    @FunctionalInterface
    interface Listening {
        void once(Runnable heard) throws IOException;
    }

    private final String address;
    private final Listening listening;
    private final Pause pause;
    private boolean heardSomething;
    private volatile boolean stopped;
    private volatile @Nullable Thread thread;

    Follower(String address, Listening listening, Pause pause) {
        this.address = address;
        this.listening = listening;
        this.pause = pause;
    }

    String address() {
        return address;
    }

    void begin() {
        thread = Thread.ofVirtual().name("signals-" + address).start(this);
    }

    void stop() {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public void run() {
        Duration next = FIRST_PAUSE;
        while (!stopped) {
            heardSomething = false;
            try {
                listening.once(() -> heardSomething = true);
            } catch (IOException | RuntimeException broken) {
                LOG.debug("the signals of {} broke off", address, broken);
            }
            next = heardSomething ? FIRST_PAUSE : next;
            try {
                if (!stopped) {
                    pause.sleep(next);
                }
            } catch (InterruptedException end) {
                return;
            }
            Duration twice = next.multipliedBy(2);
            next = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }
}
