package dev.slipway.e2e.load;

/** Requests that all differ, and what their right answers are. */
public interface Workload {
    /** The whole request, head and body, of this number. */
    byte[] request(long number);

    Verdict check(long number, Answer answer);
}
