package dev.slipway.inference.task;

/** What a version can do. */
public sealed interface TaskSetup extends AutoCloseable {
    @Override
    void close();

    /** Texts to embeddings. */
    record Embeddings(FeatureExtraction extraction) implements TaskSetup {
        @Override
        public void close() {
            extraction.close();
        }
    }

    /**
     * Tensors in, tensors out.
     *
     * @param reason one sentence: why there is no task
     */
    record TensorsOnly(String reason) implements TaskSetup {
        @Override
        public void close() {}
    }
}
