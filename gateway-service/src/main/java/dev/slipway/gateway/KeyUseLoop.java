package dev.slipway.gateway;

import dev.slipway.gateway.access.KeyUseReporter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Reports the use of keys as long as the door is there, and once more at its end. */
final class KeyUseLoop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(KeyUseLoop.class);
    private static final Duration LOOP_END = Duration.ofSeconds(1);

    private final KeyUseReporter reporter;
    private Thread loop = new Thread();
    private volatile boolean running;

    KeyUseLoop(KeyUseReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public void start() {
        running = true;
        loop =
                Thread.ofVirtual()
                        .name("key-use")
                        .uncaughtExceptionHandler(
                                (_, fault) -> LOG.error("the use of keys is not reported", fault))
                        .start(reporter);
    }

    @Override
    public void stop() {
        running = false;
        loop.interrupt();
        try {
            if (!loop.isAlive() || loop.join(LOOP_END)) {
                reporter.report();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts before the port listens and stops after the drain. */
    @Override
    public int getPhase() {
        return 0;
    }
}
