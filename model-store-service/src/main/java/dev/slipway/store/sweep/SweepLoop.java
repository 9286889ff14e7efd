package dev.slipway.store.sweep;

import dev.slipway.store.ledger.LedgerUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps once a period on a thread of its own until it is closed. */
public final class SweepLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SweepLoop.class);

    private final Sweep sweep;
    private final Pause pause;
    private @Nullable Thread thread;

    public SweepLoop(Sweep sweep, Pause pause) {
        this.sweep = sweep;
        this.pause = pause;
    }

    /** One sweep. */
    public interface Sweep {
        void sweep() throws IOException;
    }

    /** The time between sweeps. */
    public interface Pause {
        /** Waits; false when there shall be no further sweep. */
        boolean untilNext() throws InterruptedException;

        /** Ends a wait, and all later ones, at once. */
        void end();
    }

    /** A pause of one length. */
    public static Pause every(Duration period) {
        CountDownLatch ended = new CountDownLatch(1);
        return new Pause() {
            @Override
            public boolean untilNext() throws InterruptedException {
                return !ended.await(period.toMillis(), TimeUnit.MILLISECONDS);
            }

            @Override
            public void end() {
                ended.countDown();
            }
        };
    }

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("sweep").start(this::run);
        }
    }

    private void run() {
        try {
            while (pause.untilNext()) {
                once();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            sweep.sweep();
        } catch (IOException | LedgerUnavailableException away) {
            LOG.warn("the sweep was cut short and goes on later: {}", away.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("the sweep failed", bug);
        }
    }

    @Override
    public void close() {
        pause.end();
    }
}
