package dev.slipway.inference.model;

import dev.slipway.inference.engine.CancelToken;
import java.time.Duration;

/** A token that is cancelled when work at load takes too long; closing ends the wait for that. */
final class CancelTimer implements AutoCloseable {
    private final CancelToken token = new CancelToken();
    private final Thread watch;

    CancelTimer(Duration longest) {
        // The carriers of virtual threads would become as nice as who starts this.
        watch = Thread.ofPlatform().daemon().name("cancel").start(() -> cancelAfter(longest));
    }

    private void cancelAfter(Duration longest) {
        try {
            Thread.sleep(longest);
            token.cancel();
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    CancelToken token() {
        return token;
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
