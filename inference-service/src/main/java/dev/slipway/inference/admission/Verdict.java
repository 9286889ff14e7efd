package dev.slipway.inference.admission;

import dev.slipway.inference.refusal.Refusal;

/** Whether a request is let in, by what is predicted for it. */
public sealed interface Verdict {
    /** How it is let in. */
    enum Entry implements Verdict {
        IN_TIME,
        /** Against a refusal, so that predictions go on being tried. */
        ON_TRIAL
    }

    /** It would come too late. */
    record Late(Refusal refusal) implements Verdict {}
}
