package dev.slipway.e2e.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every one of its connections busy: each sends its next request as soon as it has an answer,
 * so that as many requests are asked at a time as there are connections. No request is sent twice.
 */
public final class ClosedLoop implements AutoCloseable {
    private final int port;
    private final Workload workload;
    private final Duration timeout;
    private final long startedAt = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Thread> connections = new ArrayList<>();
    private volatile boolean stopping;

    private ClosedLoop(int port, Workload workload, Duration timeout) {
        this.port = port;
        this.workload = workload;
        this.timeout = timeout;
    }

    public static ClosedLoop start(int port, Workload workload, int connections, Duration timeout) {
        ClosedLoop loop = new ClosedLoop(port, workload, timeout);
        for (int i = 0; i < connections; i++) {
            loop.connections.add(Thread.ofVirtual().start(loop::serve));
        }
        return loop;
    }

    /** Requests that have their verdict. */
    public long answered() {
        return answered.get();
    }

    /** Stops sending, waits for what is under way, and reports. */
    public LoadReport finish() throws InterruptedException {
        stopping = true;
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
        connections.forEach(Thread::interrupt);
    }

    private void serve() {
        @Nullable Connection connection = null;
        try {
            while (!stopping) {
                connection = attempt(next.getAndIncrement(), connection);
            }
        } finally {
            close(connection);
        }
    }

    /** Returns the connection to go on with, or null when it must not be used again. */
    private @Nullable Connection attempt(long number, @Nullable Connection open) {
        byte[] request = workload.request(number);
        long sentAt = System.nanoTime();
        @Nullable Connection connection = open;
        Verdict verdict;
        try {
            if (connection == null) {
                connection = Connection.open(port);
            }
            Answer answer = connection.exchange(request, timeout);
            verdict = workload.check(number, answer);
            if (answer.closes()) {
                close(connection);
                connection = null;
            }
        } catch (IOException broken) {
            verdict = new Verdict.Wrong(broken.getClass().getSimpleName() + ": " + broken);
            close(connection);
            connection = null;
        }
        synchronized (samples) {
            samples.add(new Sample(number, sentAt, sentAt, System.nanoTime(), verdict));
        }
        answered.incrementAndGet();
        return connection;
    }

    private static void close(@Nullable Connection connection) {
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
