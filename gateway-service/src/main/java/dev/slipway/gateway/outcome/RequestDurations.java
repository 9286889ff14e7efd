package dev.slipway.gateway.outcome;

/** Measures requests that got to a model, from their head to their last byte. */
public interface RequestDurations {
    /**
     * One request is over.
     *
     * @param operation what was asked of the model: {@code embeddings}, {@code rerank}, {@code
     *     similarity}, {@code classify}, {@code infer} or {@code metadata}
     */
    void took(String operation, String model, Outcome outcome, long nanos);
}
