package dev.slipway.inference.task;

import org.jspecify.annotations.Nullable;

/** What a version can do. */
public sealed interface TaskSetup extends AutoCloseable {
    /** For whoever asked for another task: which task this is, and who answers it. */
    String says();

    /** What makes embeddings of texts; null where the task is another. */
    default @Nullable FeatureExtraction embeddings() {
        return null;
    }

    @Override
    void close();

    /** Texts to embeddings. */
    record Embeddings(FeatureExtraction extraction) implements TaskSetup {
        @Override
        public FeatureExtraction embeddings() {
            return extraction;
        }

        @Override
        public String says() {
            return "its task is 'feature-extraction', which POST /v1/embeddings answers,"
                    + " and POST /v1/similarity";
        }

        @Override
        public void close() {
            extraction.close();
        }
    }

    /** Queries and documents to scores. */
    record Ranking(TextRanking ranking) implements TaskSetup {
        @Override
        public String says() {
            return "its task is 'text-ranking', which POST /v1/rerank answers";
        }

        @Override
        public void close() {
            ranking.close();
        }
    }

    /** Texts to scores of classes. */
    record Classification(TextClassification classification) implements TaskSetup {
        @Override
        public String says() {
            return "its task is 'text-classification', which POST /v1/classify answers";
        }

        @Override
        public void close() {
            classification.close();
        }
    }

    /**
     * Tensors in, tensors out.
     *
     * @param reason what is said after the model's name: why there is no other task
     */
    record TensorsOnly(String reason) implements TaskSetup {
        @Override
        public String says() {
            return reason + "; POST /v2/models/{model}/infer answers for its tensors";
        }

        @Override
        public void close() {}
    }
}
