package dev.slipway.gateway.dialect;

/** What is asked of a model, whatever the dialect; a label of metrics and traces. */
public enum Operation {
    INFER("infer"),
    EMBEDDINGS("embeddings"),
    RERANK("rerank"),
    SIMILARITY("similarity"),
    CLASSIFY("classify"),
    METADATA("metadata"),
    CONFIGURATION("configuration"),
    STATISTICS("statistics");

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** What follows the version in the Open Inference Protocol's path, where it is asked there. */
    public String pathEnd() {
        return switch (this) {
            case INFER -> "/infer";
            case CONFIGURATION -> "/config";
            case STATISTICS -> "/stats";
            case METADATA, EMBEDDINGS, RERANK, SIMILARITY, CLASSIFY -> "";
        };
    }
}
