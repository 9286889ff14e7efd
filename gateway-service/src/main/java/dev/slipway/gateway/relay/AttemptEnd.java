package dev.slipway.gateway.relay;

/** How one attempt ended. */
public sealed interface AttemptEnd {
    /** The word of the metric. */
    String word();

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
