package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.refusal.Refusal;

/** What a request is told whose deadline came. */
final class Expiry {
    private Expiry() {}

    static Refusal during(Phase phase) {
        String where =
                switch (phase) {
                    case READING -> "while the request's body was still coming";
                    case LOADING -> "while the model was brought back into memory";
                    case QUEUE -> "while the request waited in the queue";
                    case ENGINE -> "while the model was computing";
                };
        return new Refusal(
                ErrorCode.DEADLINE_EXCEEDED, "the deadline passed " + where + "; allow more time");
    }
}
