package dev.slipway.e2e.load;

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
    private final Questions questions;
    private final AtomicLong next = new AtomicLong();
    private final List<Thread> connections = new ArrayList<>();
    private volatile boolean stopping;

    private ClosedLoop(Conversation.Opener opener, Duration timeout) {
        this.questions = new Questions(opener, timeout);
    }

    public static ClosedLoop start(Conversation.Opener opener, int connections, Duration timeout) {
        ClosedLoop loop = new ClosedLoop(opener, timeout);
        for (int i = 0; i < connections; i++) {
            loop.connections.add(Thread.ofVirtual().start(loop::serve));
        }
        return loop;
    }

    /** Requests that have their verdict. */
    public long answered() {
        return questions.answered();
    }

    /** Stops sending, waits for what is under way, and reports. */
    public LoadReport finish() throws InterruptedException {
        stopping = true;
        for (Thread connection : connections) {
            connection.join();
        }
        return questions.report();
    }

    @Override
    public void close() {
        stopping = true;
        connections.forEach(Thread::interrupt);
    }

    private void serve() {
        @Nullable Conversation connection = null;
        try {
            while (!stopping) {
                connection = questions.ask(next.getAndIncrement(), System.nanoTime(), connection);
            }
        } finally {
            Questions.close(connection);
        }
    }
}
