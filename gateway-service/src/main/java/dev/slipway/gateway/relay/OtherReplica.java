package dev.slipway.gateway.relay;

import dev.slipway.gateway.limits.RetryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Whether one request goes to another replica after one has answered it with an error or a refusal.
 * Answers by which a replica left the request to others are kept until it has its own: the client
 * gets the last of them where nobody does better. On the request's thread.
 */
final class OtherReplica {
    private final Exchange exchange;
    private final Search search;
    private final RetryBudget retries;
    private final TimeLeft time;
    private @Nullable Answer late;
    private @Nullable Answer unready;

    OtherReplica(Exchange exchange, Search search, RetryBudget retries, TimeLeft time) {
        this.exchange = exchange;
        this.search = search;
        this.retries = retries;
        this.time = time;
    }

    /** On the retry budget; null where the error is the answer. */
    Search.Result.@Nullable Found afterError(Attempt which, Answer answer) {
        search.exclude(which);
        if (exchange.repeatable() && search.next() instanceof Search.Result.Found other) {
            if (retries.take()) {
                answer.discard();
                return other;
            }
            other.choice().over();
        }
        return null;
    }

    /** Once, unless it too would be late; null where the client is told so. */
    Search.Result.@Nullable Found afterPredictedLate(Attempt which, Answer answer) {
        if (late == null && answer.complete() && exchange.repeatable()) {
            search.exclude(which);
            if (search.nextWithin(time.nanos()) instanceof Search.Result.Found other) {
                late = answer;
                return other;
            }
        }
        return null;
    }

    /** Free; null where the client is told by the last one that has no room. */
    Search.Result.@Nullable Found afterNotReady(Attempt which, Answer answer) {
        search.exclude(which);
        boolean mayMove = answer.complete() && exchange.repeatable();
        if (!mayMove || !(search.next() instanceof Search.Result.Found other)) {
            return null;
        }
        if (unready != null) {
            unready.discard();
        }
        unready = answer;
        return other;
    }

    /** What a replica said that would have been late; null where none said so. */
    @Nullable Answer late() {
        return late;
    }

    /** What the last replica said that had no room; null where none said so. */
    @Nullable Answer unready() {
        return unready;
    }

    /** The request has its answer, or needs none: what is kept and was not it goes. */
    void discardKept() {
        if (late != null) {
            late.discard();
        }
        if (unready != null) {
            unready.discard();
        }
    }
}
