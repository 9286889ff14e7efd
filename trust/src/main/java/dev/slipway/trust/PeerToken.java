package dev.slipway.trust;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A service's token for one callee, and what to do when that refuses it. */
public interface PeerToken {
    /** The token to send now; empty text while there is none. Costs next to nothing. */
    String now();

    /** The callee answered this token with 401: another one is asked for, at most once a second. */
    void refused(String token);

    /**
     * The same, and completes with another token as soon as there is one, which may be never:
     * whoever waits bounds it, and cancels it at the end.
     */
    CompletableFuture<String> after(String refused);

    /** The same, waiting here; the refused token itself when no other came in time. */
    default String after(String refused, Duration atMost) {
        CompletableFuture<String> next = after(refused);
        try {
            return next.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return refused;
        } catch (TimeoutException | ExecutionException none) {
            return refused;
        } finally {
            next.cancel(false);
        }
    }

    /** Tokens that come from elsewhere, and never another one for a refused one. */
    static PeerToken of(Supplier<String> token) {
        return new PeerToken() {
            @Override
            public String now() {
                return token.get();
            }

            @Override
            public void refused(String refused) {}

            @Override
            public CompletableFuture<String> after(String refused) {
                return CompletableFuture.completedFuture(refused);
            }
        };
    }
}
