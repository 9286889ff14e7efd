package dev.slipway.gateway;

import dev.slipway.gateway.document.DocumentWatch;
import dev.slipway.gateway.document.Goodbye;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The loops beside the door: two document watches and the tick of watch and hold. The goodbye comes
 * after the watches' end: one that still asks would make this gateway known again.
 */
final class DoorLoops implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DoorLoops.class);
    private static final long TICK_MS = 100;
    private static final Duration LOOP_END = Duration.ofSeconds(1);

    private final DocumentWatch<?> routing;
    private final DocumentWatch<?> access;
    private final Goodbye goodbye;
    private final Runnable tick;
    private final Runnable halt;
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("door-tick").factory());
    private Thread routingLoop = new Thread();
    private Thread accessLoop = new Thread();
    private volatile boolean running;

    DoorLoops(
            DocumentWatch<?> routing,
            DocumentWatch<?> access,
            Goodbye goodbye,
            Runnable tick,
            Runnable halt) {
        this.routing = routing;
        this.access = access;
        this.goodbye = goodbye;
        this.tick = tick;
        this.halt = halt;
    }

    @Override
    public void start() {
        running = true;
        routing.startFromKept();
        access.startFromKept();
        routingLoop = start("routing-watch", routing);
        accessLoop = start("access-watch", access);
        var _ =
                ticker.scheduleWithFixedDelay(
                        this::safeTick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private Thread start(String name, Runnable loop) {
        return Thread.ofVirtual()
                .name(name)
                .uncaughtExceptionHandler((_, fatal) -> end(name, fatal))
                .start(loop);
    }

    /** A door without its loops would look healthy and send requests to where nobody is. */
    private void end(String loop, Throwable fatal) {
        try {
            LOG.error("{} cannot go on, the process ends", loop, fatal);
        } finally {
            halt.run();
        }
    }

    private void safeTick() {
        try {
            tick.run();
        } catch (RuntimeException fault) {
            LOG.error("a tick failed; the next one follows", fault);
        } catch (Error fatal) {
            end("door-tick", fatal);
        }
    }

    @Override
    public void stop() {
        running = false;
        routingLoop.interrupt();
        accessLoop.interrupt();
        ticker.shutdownNow();
        try {
            if (isOver(routingLoop) && isOver(accessLoop)) {
                goodbye.say();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isOver(Thread loop) throws InterruptedException {
        return !loop.isAlive() || loop.join(LOOP_END);
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
