package dev.slipway.inference.serving;

import dev.slipway.inference.refusal.Refusal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a head leads to, before a byte of the body is read. */
public sealed interface Opening {
    /** Done without a body. */
    record Answered(Reply reply) implements Opening {}

    /**
     * Told before the body is read.
     *
     * @param loadReport what {@link Door#loadReport} says of an admitted one; null where the load
     *     is not to blame
     */
    record Refused(Refusal refusal, @Nullable String loadReport) implements Opening {
        Refused(Refusal refusal) {
            this(refusal, null);
        }
    }

    /**
     * Done without a body, but not at once.
     *
     * @param outcome fails only by being cancelled, by whoever does not wait for it any more
     */
    record Later(CompletableFuture<Outcome> outcome) implements Opening {}

    /** The body is wanted; whoever got the exchange ends it. */
    record Admitted(Exchange exchange) implements Opening {}
}
