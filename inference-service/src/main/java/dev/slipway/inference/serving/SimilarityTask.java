package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.SimilarityCodec;
import dev.slipway.inference.dialect.openai.SimilarityRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.FeatureExtraction;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextSettings;
import dev.slipway.inference.task.TokenizedText;
import dev.slipway.inference.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A sentence and others in, how alike they are out: the cosine of the angle between their
 * embeddings, from -1 to 1.
 */
final class SimilarityTask implements TextTask<SimilarityRequest, FeatureExtraction> {
    /** Texts up to which an answer is short: comparing them, too, costs little. */
    private static final int FEW = 64;

    private final SimilarityCodec codec;

    SimilarityTask(SimilarityCodec codec) {
        this.codec = codec;
    }

    @Override
    public Decoded<SimilarityRequest> decode(byte[] body, TextSettings settings) {
        return codec.decode(body);
    }

    @Override
    public @Nullable FeatureExtraction model(TaskSetup setup) {
        return setup.embeddings();
    }

    @Override
    public String lacks() {
        return "compares no sentences";
    }

    @Override
    public int count(SimilarityRequest request) {
        return 1 + request.sentences().size();
    }

    @Override
    public Texts texts(
            SimilarityRequest request, FeatureExtraction extraction, TextSettings settings) {
        return new Compared(request, extraction, settings.cuts(request.truncate()));
    }

    /** The cosine of two vectors of one length; 0 where one of them has no direction. */
    static float cosine(float[] one, float[] other) {
        double product = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
            squares += (double) one[i] * one[i];
            otherSquares += (double) other[i] * other[i];
        }
        double lengths = Math.sqrt(squares) * Math.sqrt(otherSquares);
        return lengths == 0 ? 0 : (float) Math.clamp(product / lengths, -1.0, 1.0);
    }

    /** The source is the first of them, and the sentences follow. */
    private final class Compared implements Texts {
        private final SimilarityRequest request;
        private final FeatureExtraction extraction;
        private final boolean cut;
        private final float[][] vectors;

        Compared(SimilarityRequest request, FeatureExtraction extraction, boolean cut) {
            this.request = request;
            this.extraction = extraction;
            this.cut = cut;
            this.vectors = new float[count(request)][];
        }

        @Override
        public String field(int at) {
            return at == 0 ? "source_sentence" : "sentences";
        }

        @Override
        public String where(int at) {
            return at == 0 ? "'source_sentence'" : "element " + (at - 1) + " of 'sentences'";
        }

        @Override
        public TokenizedText tokenize(int at) {
            String text = at == 0 ? request.source() : request.sentences().get(at - 1);
            return extraction.tokenize(text, cut);
        }

        @Override
        public @Nullable Refusal take(int at, int tokens, Tensor result) {
            float[] vector = extraction.vector(result, tokens, Integer.MAX_VALUE);
            if (vector == null) {
                return Refusal.engineFailed(EmbeddingsTask.NO_VECTOR);
            }
            vectors[at] = vector;
            return null;
        }

        @Override
        public boolean isShort() {
            return vectors.length <= FEW;
        }

        @Override
        public EmbeddingsCodec.Encoded encode(String model, long tokens) {
            float[] similarities = new float[vectors.length - 1];
            for (int at = 0; at < similarities.length; at++) {
                if (vectors[at + 1].length != vectors[0].length) {
                    return new EmbeddingsCodec.Encoded.Refused(
                            Refusal.engineFailed("the model gave vectors of different lengths"));
                }
                similarities[at] = cosine(vectors[0], vectors[at + 1]);
            }
            return codec.encode(similarities);
        }
    }
}
