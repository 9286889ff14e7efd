package dev.slipway.gateway.outcome;

/** What came of an accepted request, once its last byte was written or it never will be. */
public sealed interface Outcome {
    /** The wire word of the outcome. */
    String word();

    String reason();

    /** Answered as asked. */
    record Completed() implements Outcome {
        @Override
        public String word() {
            return "completed";
        }

        @Override
        public String reason() {
            return "";
        }
    }

    /** Refused: 4xx, 429 or 503 at a bound, and 504 where the request itself came too late. */
    record Rejected(String reason) implements Outcome {
        @Override
        public String word() {
            return "rejected";
        }
    }

    /** Lost: every other 5xx, and an answer that broke off. */
    record Failed(String reason) implements Outcome {
        @Override
        public String word() {
            return "failed";
        }
    }

    /** The client left before its answer was complete. */
    record ClientGone() implements Outcome {
        @Override
        public String word() {
            return "client_gone";
        }

        @Override
        public String reason() {
            return "";
        }
    }

    Outcome COMPLETED = new Completed();
    Outcome CLIENT_GONE = new ClientGone();

    /** What an answer of this status is when it was written completely. */
    static Outcome written(int status, String reason, boolean atBound) {
        if (status < 400) {
            return COMPLETED;
        }
        return status < 500 || atBound ? new Rejected(reason) : new Failed(reason);
    }
}
