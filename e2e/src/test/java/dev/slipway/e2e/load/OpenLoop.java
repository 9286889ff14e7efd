package dev.slipway.e2e.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at a fixed rate, whatever the answers do, over a fixed number of connections: one
 * virtual thread a connection takes the next request that is due. No request is sent twice. A
 * request that finds no free connection waits, and its wait is in its latency.
 */
public final class OpenLoop implements AutoCloseable {
    private static final long END = -1;
    private static final int LONGEST_BACKLOG = 100_000;

    private final Questions questions;
    private final long intervalNs;
    private final BlockingQueue<Long> due = new ArrayBlockingQueue<>(LONGEST_BACKLOG, true);
    private final List<Thread> connections = new ArrayList<>();
    private final Thread clock;
    private final int connectionCount;
    private volatile boolean stopping;

    private OpenLoop(
            Conversation.Opener opener, int perSecond, int connectionCount, Duration timeout) {
        this.questions = new Questions(opener, timeout);
        this.intervalNs = 1_000_000_000L / perSecond;
        this.connectionCount = connectionCount;
        this.clock = Thread.ofPlatform().daemon().name("open-loop").unstarted(this::tick);
    }

    public static OpenLoop start(
            Conversation.Opener opener, int perSecond, int connectionCount, Duration timeout) {
        OpenLoop loop = new OpenLoop(opener, perSecond, connectionCount, timeout);
        for (int i = 0; i < connectionCount; i++) {
            loop.connections.add(Thread.ofVirtual().start(loop::serve));
        }
        loop.clock.start();
        return loop;
    }

    /** Requests that were sent on a connection. */
    public long sent() {
        return questions.sent();
    }

    /** Requests that have their verdict. */
    public long answered() {
        return questions.answered();
    }

    public long startedAt() {
        return questions.startedAt();
    }

    /** Sends no more; what is under way goes on. */
    public void stop() {
        stopping = true;
    }

    /** Stops sending, waits for what is under way, and reports. */
    public LoadReport finish() throws InterruptedException {
        stop();
        clock.join();
        for (Thread connection : connections) {
            connection.join();
        }
        return questions.report();
    }

    @Override
    public void close() {
        stopping = true;
        for (Thread connection : connections) {
            connection.interrupt();
        }
    }

    private long dueAt(long number) {
        return questions.startedAt() + number * intervalNs;
    }

    private void tick() {
        long number = 0;
        while (!stopping) {
            long at = dueAt(number);
            long wait = at - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
                continue;
            }
            due.add(number++);
        }
        for (int i = 0; i < connectionCount; i++) {
            due.add(END);
        }
    }

    private void serve() {
        @Nullable Conversation connection = null;
        try {
            while (true) {
                Long number = due.poll(1, TimeUnit.MINUTES);
                if (number == null || number == END) {
                    return;
                }
                connection = questions.ask(number, dueAt(number), connection);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            Questions.close(connection);
        }
    }
}
