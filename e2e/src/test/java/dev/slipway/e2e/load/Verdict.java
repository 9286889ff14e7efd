package dev.slipway.e2e.load;

/** What came of one request. */
public sealed interface Verdict {
    /** The right answer of a version. */
    record Right(int version) implements Verdict {}

    /** Anything else: another status, another body, a broken connection, no answer in time. */
    record Wrong(String why) implements Verdict {}
}
