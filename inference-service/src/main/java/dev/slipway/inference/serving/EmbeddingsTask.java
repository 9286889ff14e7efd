package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest.Input;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.FeatureExtraction;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextSettings;
import dev.slipway.inference.task.TokenizedText;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts in, vectors out. Where token ids are allowed, charged beside the texts is what they keep as
 * numbers, of which a body has at most one every two bytes.
 */
final class EmbeddingsTask implements TextTask<EmbeddingsRequest, FeatureExtraction> {
    /** Said where a graph's output holds no vector for a text. */
    static final String NO_VECTOR = "the model gave no vector for each text";

    /** Texts up to which an answer is short. */
    private static final int FEW = 8;

    /** An id in a list, the list's copy while it grows, and the id and its type for the model. */
    private static final long BYTES_OF_AN_ID = 28;

    private final EmbeddingsCodec codec;

    EmbeddingsTask(EmbeddingsCodec codec) {
        this.codec = codec;
    }

    @Override
    public long bytesOfReading(byte[] body, TextSettings settings) {
        return settings.allowTokenIds()
                ? BYTES_OF_AN_ID * Math.min(body.length / 2, EmbeddingsCodec.MOST_IDS)
                : 0;
    }

    @Override
    public Decoded<EmbeddingsRequest> decode(byte[] body, TextSettings settings) {
        return codec.decode(body, settings.allowTokenIds());
    }

    @Override
    public @Nullable FeatureExtraction model(TaskSetup setup) {
        return setup.embeddings();
    }

    @Override
    public String lacks() {
        return "makes no embeddings";
    }

    @Override
    public int count(EmbeddingsRequest request) {
        return request.input().size();
    }

    @Override
    public Texts texts(
            EmbeddingsRequest request, FeatureExtraction extraction, TextSettings settings) {
        return new Embedded(request, extraction, settings.cuts(request.truncate()));
    }

    /** Null when so many numbers of a vector can be given; a width of 0 is not known yet. */
    private static @Nullable Refusal range(@Nullable Integer dimensions, int width) {
        if (dimensions == null || (dimensions >= 1 && (width == 0 || dimensions <= width))) {
            return null;
        }
        return Refusal.invalidRequest(
                        "'dimensions' is "
                                + dimensions
                                + " but must be "
                                + (width == 0
                                        ? "at least 1"
                                        : "from 1 to "
                                                + width
                                                + ", the size of this model's"
                                                + " vectors"))
                .about("dimensions");
    }

    private final class Embedded implements Texts {
        private final EmbeddingsRequest request;
        private final FeatureExtraction extraction;
        private final boolean cut;
        private final float[][] vectors;

        Embedded(EmbeddingsRequest request, FeatureExtraction extraction, boolean cut) {
            this.request = request;
            this.extraction = extraction;
            this.cut = cut;
            this.vectors = new float[request.input().size()][];
        }

        @Override
        public @Nullable Refusal refused() {
            return range(request.dimensions(), extraction.width().orElse(0));
        }

        @Override
        public String field(int at) {
            return "input";
        }

        @Override
        public TokenizedText tokenize(int at) {
            return switch (request.input()) {
                case Input.Texts(List<String> texts) -> extraction.tokenize(texts.get(at), cut);
                case Input.TokenIds(List<int[]> lists) -> extraction.tokenize(lists.get(at), cut);
            };
        }

        @Override
        public @Nullable Refusal take(int at, int tokens, Tensor result) {
            Integer wanted = request.dimensions();
            int most = wanted == null ? Integer.MAX_VALUE : wanted;
            float[] vector = extraction.vector(result, tokens, most);
            if (vector == null) {
                return Refusal.engineFailed(NO_VECTOR);
            }
            vectors[at] = vector;
            return range(wanted, vector.length);
        }

        @Override
        public boolean isShort() {
            return vectors.length <= FEW;
        }

        @Override
        public EmbeddingsCodec.Encoded encode(String model, long tokens) {
            return codec.encode(model, request.base64(), vectors, tokens);
        }
    }
}
