package dev.slipway.inference.serving;

/** What a path asks for. Names in it are the gateway's business: headers say who must answer. */
enum Route {
    METADATA("GET"),
    CONFIGURATION("GET"),
    MODEL_READY("GET"),
    STATISTICS("GET"),
    LOAD("POST"),
    UNLOAD("POST"),
    INDEX("GET"),
    INFER("POST"),
    EMBEDDINGS("POST"),
    RERANK("POST"),
    SIMILARITY("POST"),
    CLASSIFY("POST"),
    UNKNOWN("");

    private static final String MODELS = "/v2/models/";
    private static final String VERSIONS = "/versions/";

    private final String method;

    Route(String method) {
        this.method = method;
    }

    String method() {
        return method;
    }

    /** Whether it is about where versions are kept, and so about such as are not loaded too. */
    boolean isOfResidence() {
        return this == LOAD || this == UNLOAD || this == INDEX;
    }

    static Route of(String path) {
        if (!path.startsWith(MODELS)) {
            return ofWholePath(path);
        }
        int from = MODELS.length();
        int end = path.indexOf('/', from);
        if (end == from || path.length() == from) {
            return UNKNOWN;
        }
        if (end > 0 && path.startsWith(VERSIONS, end)) {
            int number = end + VERSIONS.length();
            int behind = path.indexOf('/', number);
            // Without a number it is another path, which nobody knows.
            end = behind == number || path.length() == number ? end : behind;
        }
        if (end < 0) {
            return METADATA;
        }
        return switch (path.substring(end + 1)) {
            case "ready" -> MODEL_READY;
            case "infer" -> INFER;
            case "stats" -> STATISTICS;
            case "config" -> CONFIGURATION;
            case "load" -> LOAD;
            case "unload" -> UNLOAD;
            default -> UNKNOWN;
        };
    }

    private static Route ofWholePath(String path) {
        return switch (path) {
            case "/v2/repository/index" -> INDEX;
            case "/v1/embeddings" -> EMBEDDINGS;
            case "/v1/rerank" -> RERANK;
            case "/v1/similarity" -> SIMILARITY;
            case "/v1/classify" -> CLASSIFY;
            default -> UNKNOWN;
        };
    }
}
