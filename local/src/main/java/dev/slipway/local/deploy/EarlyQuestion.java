package dev.slipway.local.deploy;

import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks a platform that comes up for its models until it answers once, and forgets the answer. The
 * first question costs each process on its way the loading of all that questions go through; while
 * other services still start nobody waits for that.
 */
public final class EarlyQuestion implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<PublicApi> client;
    private final Thread thread;
    private volatile boolean closed;

    private EarlyQuestion(Supplier<PublicApi> client) {
        this.client = client;
        this.thread = Thread.ofVirtual().name("early-question").unstarted(this::ask);
    }

    /**
     * Asks on a thread of its own, and makes the client there: that takes a while too.
     *
     * @param client of somebody who may list models
     */
    public static EarlyQuestion begin(Supplier<PublicApi> client) {
        EarlyQuestion question = new EarlyQuestion(client);
        question.thread.start();
        return question;
    }

    private void ask() {
        PublicApi api = client.get();
        try {
            while (!closed && !isAnswered(api)) {
                Thread.sleep(POLL);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isAnswered(PublicApi api) {
        try {
            if (!api.isReady()) {
                return false;
            }
            var _ = api.models();
            return true;
        } catch (IOException | ApiRefusal notYet) {
            return false;
        }
    }

    /** Whether it asks no more. */
    boolean isOver() {
        return !thread.isAlive();
    }

    /** Asks no further time; what is under way is let be, since it still loads what it needs. */
    @Override
    public void close() {
        closed = true;
    }
}
