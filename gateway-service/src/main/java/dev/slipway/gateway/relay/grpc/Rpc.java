package dev.slipway.gateway.relay.grpc;

/** The calls that the door has. */
enum Rpc {
    SERVER_LIVE("ServerLive"),
    SERVER_READY("ServerReady"),
    SERVER_METADATA("ServerMetadata"),
    MODEL_READY("ModelReady"),
    MODEL_METADATA("ModelMetadata"),
    MODEL_CONFIG("ModelConfig"),
    MODEL_INFER("ModelInfer"),
    MODEL_STATISTICS("ModelStatistics"),
    REPOSITORY_INDEX("RepositoryIndex"),
    REPOSITORY_MODEL_LOAD("RepositoryModelLoad"),
    REPOSITORY_MODEL_UNLOAD("RepositoryModelUnload");

    static final String SERVICE = "inference.GRPCInferenceService";

    private final String word;

    Rpc(String word) {
        this.word = word;
    }

    String fullName() {
        return SERVICE + "/" + word;
    }

    /** Whether it answers without a key, as the health of the other dialects does. */
    boolean isOpen() {
        return this == SERVER_LIVE || this == SERVER_READY;
    }
}
