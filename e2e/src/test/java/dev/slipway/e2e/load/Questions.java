package dev.slipway.e2e.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The requests of one load: each is asked once, on any connection, and its verdict is kept. */
final class Questions {
    private final Conversation.Opener opener;
    private final Duration timeout;
    private final long startedAt = System.nanoTime();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final List<Sample> samples = new ArrayList<>();

    Questions(Conversation.Opener opener, Duration timeout) {
        this.opener = opener;
        this.timeout = timeout;
    }

    long startedAt() {
        return startedAt;
    }

    /** Requests that were sent on a connection. */
    long sent() {
        return sent.get();
    }

    /** Requests that have their verdict. */
    long answered() {
        return answered.get();
    }

    LoadReport report() {
        synchronized (samples) {
            return new LoadReport(startedAt, System.nanoTime(), samples);
        }
    }

    /**
     * Asks one.
     *
     * @param dueAt when it should have been sent, in the JVM's nanoseconds
     * @param open the connection to ask on; null for a new one
     * @return the connection to go on with, or null when it must not be used again
     */
    @Nullable Conversation ask(long number, long dueAt, @Nullable Conversation open) {
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

    static void close(@Nullable Conversation connection) {
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
