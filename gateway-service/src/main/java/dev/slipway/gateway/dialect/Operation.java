package dev.slipway.gateway.dialect;

/** What is asked of a model or of a replica, whatever the dialect; a label of metrics, traces. */
public enum Operation {
    INFER("infer"),
    EMBEDDINGS("embeddings"),
    RERANK("rerank"),
    SIMILARITY("similarity"),
    CLASSIFY("classify"),
    METADATA("metadata"),
    CONFIGURATION("configuration"),
    STATISTICS("statistics"),
    /** To bring a version into memory. */
    LOAD("load"),
    /** To let a version out of memory. */
    UNLOAD("unload"),
    /** Which versions a replica has, and how near they are kept. */
    INDEX("index");

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Whether a replica takes it with POST. */
    public boolean isPost() {
        return switch (this) {
            case INFER, EMBEDDINGS, RERANK, SIMILARITY, CLASSIFY, LOAD, UNLOAD -> true;
            case METADATA, CONFIGURATION, STATISTICS, INDEX -> false;
        };
    }

    /** What follows the version in the Open Inference Protocol's path, where it is asked there. */
    public String pathEnd() {
        return switch (this) {
            case INFER -> "/infer";
            case CONFIGURATION -> "/config";
            case STATISTICS -> "/stats";
            case LOAD -> "/load";
            case UNLOAD -> "/unload";
            case METADATA, EMBEDDINGS, RERANK, SIMILARITY, CLASSIFY, INDEX -> "";
        };
    }
}
