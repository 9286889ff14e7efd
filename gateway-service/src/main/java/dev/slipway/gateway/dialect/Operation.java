package dev.slipway.gateway.dialect;

/** What is asked of a model, whatever the dialect; a label of metrics and traces. */
public enum Operation {
    INFER("infer"),
    EMBEDDINGS("embeddings"),
    RERANK("rerank"),
    SIMILARITY("similarity"),
    CLASSIFY("classify"),
    METADATA("metadata"),
    STATISTICS("statistics");

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
