package dev.slipway.e2e.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

    private final Conversation.Opener opener;
    private final long intervalNs;
    private final Duration timeout;
    private final BlockingQueue<Long> due = new ArrayBlockingQueue<>(LONGEST_BACKLOG, true);
    private final List<Sample> samples = new ArrayList<>();
    private final List<Thread> connections = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final Thread clock;
    private final long startedAt;
    private final int connectionCount;
    private volatile boolean stopping;

    private OpenLoop(
            Conversation.Opener opener, int perSecond, int connectionCount, Duration timeout) {
        this.opener = opener;
        this.intervalNs = 1_000_000_000L / perSecond;
        this.timeout = timeout;
        this.connectionCount = connectionCount;
        this.startedAt = System.nanoTime();
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

    /** Requests whose first byte was written. */
    public long sent() {
        return sent.get();
    }

    /** Requests that have their verdict. */
    public long answered() {
        return answered.get();
    }

    public long startedAt() {
        return startedAt;
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
        synchronized (samples) {
            return new LoadReport(startedAt, System.nanoTime(), samples);
        }
    }

    @Override
    public void close() {
        stopping = true;
        for (Thread connection : connections) {
            connection.interrupt();
        }
    }

    private void tick() {
        long number = 0;
        while (!stopping) {
            long at = startedAt + number * intervalNs;
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
                connection = attempt(number, connection);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            close(connection);
        }
    }

    /** Returns the connection to go on with, or null when it must not be used again. */
    private @Nullable Conversation attempt(long number, @Nullable Conversation open) {
        long dueAt = startedAt + number * intervalNs;
        long sentAt = System.nanoTime();
        @Nullable Conversation connection = open;
        Verdict verdict;
        try {
            if (connection == null) {
                connection = opener.open();
            }
            sent.incrementAndGet();
            verdict = connection.ask(number, timeout);
            if (!connection.goesOn()) {
                close(connection);
                connection = null;
            }
        } catch (IOException broken) {
            verdict = new Verdict.Wrong(broken.getClass().getSimpleName() + ": " + broken);
            close(connection);
            connection = null;
        }
        synchronized (samples) {
            samples.add(new Sample(number, dueAt, sentAt, System.nanoTime(), verdict));
        }
        answered.incrementAndGet();
        return connection;
    }

    private static void close(@Nullable Conversation connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (IOException alreadyGone) {
            // Its answer has been judged already.
        }
    }
}
