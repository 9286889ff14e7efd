package dev.slipway.gateway.drain;

import dev.slipway.gateway.document.DocumentWatch;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Closes the door in order: not ready, no new connections, what is in flight ends within ten
 * seconds, and what is still held then is told that the gateway shuts down.
 */
public final class Drain {
    static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final DoorState state;
    private final Runnable stopListening;
    private final IntSupplier inFlight;
    private final LastWords refuseTheRest;
    private final LongSupplier nanoTime;
    private final DocumentWatch.Pause pause;

    public Drain(
            DoorState state,
            Runnable stopListening,
            IntSupplier inFlight,
            LastWords refuseTheRest,
            LongSupplier nanoTime,
            DocumentWatch.Pause pause) {
        this.state = state;
        this.stopListening = stopListening;
        this.inFlight = inFlight;
        this.refuseTheRest = refuseTheRest;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    public void run() throws InterruptedException {
        state.close();
        stopListening.run();
        awaitEmpty(LONGEST);
        if (inFlight.getAsInt() > 0) {
            refuseTheRest.say();
            awaitEmpty(LAST_WORDS);
        }
    }

    private void awaitEmpty(Duration longest) throws InterruptedException {
        long end = nanoTime.getAsLong() + longest.toNanos();
        while (inFlight.getAsInt() > 0 && nanoTime.getAsLong() - end < 0) {
            pause.sleep(STEP);
        }
    }
}
