package dev.slipway.gateway.outcome;

/** Counts where an answer's last byte was written; nothing else may count outcomes. */
public interface OutcomeLedger {
    /** Model and version are empty where the request never got to one. */
    void ended(Outcome outcome, String model, String version);
}
