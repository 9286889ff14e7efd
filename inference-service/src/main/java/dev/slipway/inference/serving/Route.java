package dev.slipway.inference.serving;

/** What a path asks for. Names in it are the gateway's business: headers say who must answer. */
enum Route {
    METADATA("GET"),
    MODEL_READY("GET"),
    INFER("POST"),
    EMBEDDINGS("POST"),
    RERANK("POST"),
    UNKNOWN("");

    private static final String MODELS = "/v2/models/";

    private final String method;

    Route(String method) {
        this.method = method;
    }

    String method() {
        return method;
    }

    static Route of(String path) {
        if (path.equals("/v1/embeddings")) {
            return EMBEDDINGS;
        }
        if (path.equals("/v1/rerank")) {
            return RERANK;
        }
        if (!path.startsWith(MODELS)) {
            return UNKNOWN;
        }
        String[] parts = path.substring(MODELS.length()).split("/", -1);
        int at = 1;
        if (parts[0].isEmpty()) {
            return UNKNOWN;
        }
        if (parts.length >= 3 && parts[1].equals("versions") && !parts[2].isEmpty()) {
            at = 3;
        }
        if (parts.length == at) {
            return METADATA;
        }
        if (parts.length != at + 1) {
            return UNKNOWN;
        }
        return switch (parts[at]) {
            case "ready" -> MODEL_READY;
            case "infer" -> INFER;
            default -> UNKNOWN;
        };
    }
}
