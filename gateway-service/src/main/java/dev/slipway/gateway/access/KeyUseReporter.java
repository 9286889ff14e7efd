package dev.slipway.gateway.access;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the registry each minute which keys were used; what it did not hear is told again. */
public final class KeyUseReporter implements Runnable {
    /** Who is told. */
    public interface Registry {
        /**
         * Each prefix once, at most {@value #MOST_IN_A_REPORT}.
         *
         * @throws RuntimeException when it may not have been heard
         */
        void keysUsed(List<String> prefixes);
    }

    /** Waits; an interrupt ends the loop. */
    public interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(KeyUseReporter.class);
    private static final Duration EACH = Duration.ofMinutes(1);
    private static final int MOST_IN_A_REPORT = 1_000;

    private final KeyUses uses;
    private final Registry registry;
    private final Pause pause;
    private boolean failing;

    public KeyUseReporter(KeyUses uses, Registry registry, Pause pause) {
        this.uses = uses;
        this.registry = registry;
        this.pause = pause;
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                pause.sleep(EACH);
            } catch (InterruptedException stop) {
                return;
            }
            report();
        }
    }

    /** Tells of as many as there are now: a key in constant use must not make it endless. */
    public void report() {
        for (int left = uses.count(); left > 0; left -= MOST_IN_A_REPORT) {
            List<String> some = uses.take(Math.min(left, MOST_IN_A_REPORT));
            try {
                registry.keysUsed(some);
            } catch (RuntimeException unheard) {
                uses.giveBack(some);
                fails(unheard);
                return;
            }
        }
        failing = false;
    }

    /** Only the first of a row is told. */
    private void fails(RuntimeException why) {
        if (!failing) {
            failing = true;
            LOG.warn("the registry did not hear which keys were used: {}", why.toString());
        }
    }
}
