package dev.slipway.gateway.relay;

import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.limits.ByteBudget;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that clients hold open, so that a closing door can end them. */
public final class OpenStreams {
    /** What a client is told whose stream the closing door ends. */
    public static final Refusal CLOSING = PassageRefusals.SHUTTING_DOWN;

    /** One of them. */
    public interface OpenStream {
        /** Takes no more requests, answers those that it has, and ends. On any thread. */
        void finish();
    }

    private final Set<OpenStream> all = ConcurrentHashMap.newKeySet();
    private final ByteBudget waitingAnswers;
    private volatile boolean closing;

    /**
     * With a bound for all of them.
     *
     * @param mostWaitingBytes of answers that wait for their turn, or for their client to read
     */
    public OpenStreams(long mostWaitingBytes) {
        this.waitingAnswers = new ByteBudget(mostWaitingBytes);
    }

    /** One that comes while the door closes is told at once. */
    public void enter(OpenStream stream) {
        all.add(stream);
        if (closing) {
            stream.finish();
        }
    }

    public void leave(OpenStream stream) {
        all.remove(stream);
    }

    /** The door closes. */
    public void finish() {
        closing = true;
        all.forEach(OpenStream::finish);
    }

    public int count() {
        return all.size();
    }

    public ByteBudget waitingAnswers() {
        return waitingAnswers;
    }
}
