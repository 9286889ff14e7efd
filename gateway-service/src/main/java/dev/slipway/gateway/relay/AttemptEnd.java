package dev.slipway.gateway.relay;

/** How one attempt ended. */
public sealed interface AttemptEnd {
    /** The word of the metric. */
    String word();

    /** Whether an answer came whose last byte is still to come. */
    default boolean streams() {
        return switch (this) {
            case Answered it -> !it.answer().complete();
            case ServerError it -> !it.answer().complete();
            case QueueFull _,
                    PredictedLate _,
                    NotReady _,
                    ConnectRefused _,
                    Draining _,
                    Misdirected _,
                    Broken _,
                    Hung _,
                    Cancelled _,
                    BodyFailed _ ->
                    false;
        };
    }

    /** Whether the replica may now take another one that waits for room. */
    default boolean givesRoom() {
        return this instanceof PredictedLate
                || this instanceof NotReady
                || (this instanceof Answered && !streams());
    }

    /** Lets go of the answer, if there is one. */
    default void discard() {
        switch (this) {
            case Answered late -> late.answer().discard();
            case ServerError late -> late.answer().discard();
            case QueueFull late -> late.answer().discard();
            case PredictedLate late -> late.answer().discard();
            case NotReady late -> late.answer().discard();
            case ConnectRefused _,
                    Draining _,
                    Misdirected _,
                    Broken _,
                    Hung _,
                    Cancelled _,
                    BodyFailed _ -> {}
        }
    }

    /** A final answer of any status that is not one of the others. */
    record Answered(Answer answer) implements AttemptEnd {
        @Override
        public String word() {
            return "answered";
        }
    }

    /** A final answer of the 5xx kind. */
    record ServerError(Answer answer) implements AttemptEnd {
        @Override
        public String word() {
            return "server_error";
        }
    }

    record ConnectRefused() implements AttemptEnd {
        @Override
        public String word() {
            return "connect_refused";
        }
    }

    /** 503 with the code {@code draining}. */
    record Draining() implements AttemptEnd {
        @Override
        public String word() {
            return "draining";
        }
    }

    /** 421: not that instance, or not that version. */
    record Misdirected() implements AttemptEnd {
        @Override
        public String word() {
            return "misdirected";
        }
    }

    /** 429: the replica's queue is full. The answer is the replica's own. */
    record QueueFull(Answer answer) implements AttemptEnd {
        @Override
        public String word() {
            return "queue_full";
        }
    }

    /**
     * 429 with the code {@code predicted_late}: that replica would answer too late. The answer is
     * its own.
     */
    record PredictedLate(Answer answer) implements AttemptEnd {
        @Override
        public String word() {
            return "predicted_late";
        }
    }

    /**
     * 503 with the code {@code not_ready}: that replica has no room for the version, and serves
     * others. The answer is its own.
     */
    record NotReady(Answer answer) implements AttemptEnd {
        @Override
        public String word() {
            return "not_ready";
        }
    }

    /** The connection broke before an answer byte reached the client. */
    record Broken() implements AttemptEnd {
        @Override
        public String word() {
            return "broken";
        }
    }

    /** A probe found nobody while the attempt waited. */
    record Hung() implements AttemptEnd {
        @Override
        public String word() {
            return "hung";
        }
    }

    /** The client left, or its time was over. */
    record Cancelled() implements AttemptEnd {
        @Override
        public String word() {
            return "cancelled";
        }
    }

    /** The client's own body could not be read on; the refusal says why. */
    record BodyFailed(dev.slipway.gateway.dialect.Refusal refusal) implements AttemptEnd {
        @Override
        public String word() {
            return "cancelled";
        }
    }
}
