package dev.slipway.inference.serving;

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
 * Texts in, vectors out. Charged is what the texts keep, at most two bytes a character, and what
 * the parser needs while it makes the longest one; where token ids are allowed also what they keep
 * as numbers, of which a body has at most one every two bytes; and what each text costs beside its
 * characters while it waits and runs.
 */
final class EmbeddingsCall implements Call {
    /** Texts up to which writing an answer costs less than handing it to another thread. */
    private static final int FEW = 8;

    /** An id in a list, the list's copy while it grows, and the id and its type for the model. */
    private static final long BYTES_OF_AN_ID = 28;

    private static final String INPUT = "input";
    private static final String DIMENSIONS = "dimensions";

    private final EmbeddingsCodec codec;

    EmbeddingsCall(EmbeddingsCodec codec) {
        this.codec = codec;
    }

    @Override
    public void start(byte[] body, Exchange exchange) {
        TextSettings settings = exchange.version().texts();
        long ids =
                settings.allowTokenIds() ? Math.min(body.length / 2, EmbeddingsCodec.MOST_IDS) : 0;
        if (!exchange.tryHold(TextRows.bytes(body) + BYTES_OF_AN_ID * ids)) {
            return;
        }
        switch (codec.decode(body, settings.allowTokenIds())) {
            case EmbeddingsCodec.Decoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
            case EmbeddingsCodec.Decoded.Request(EmbeddingsRequest request) -> {
                TaskSetup task = exchange.version().task();
                long texts = request.input().size();
                if (!(task instanceof TaskSetup.Embeddings(FeatureExtraction extraction))) {
                    exchange.refuse(TextRows.otherTask(exchange, "makes no embeddings", task));
                } else if (exchange.tryHold(TextRun.BYTES_OF_A_TEXT * texts)) {
                    embed(request, extraction, settings.cuts(request.truncate()), exchange);
                }
            }
        }
    }

    private void embed(
            EmbeddingsRequest request,
            FeatureExtraction extraction,
            boolean cut,
            Exchange exchange) {
        Refusal outOfRange = range(request.dimensions(), extraction.width().orElse(0));
        if (outOfRange != null) {
            exchange.refuse(outOfRange);
            return;
        }
        TextRows rows = new TextRows(request.input().size());
        if (!rows.addAll(
                request.input().size(),
                INPUT,
                exchange,
                at -> tokenize(request.input(), at, extraction, cut))) {
            return;
        }
        exchange.cuts(rows.cut());
        Gathering gathering = new Gathering(request, extraction, exchange, rows);
        new TextRun(exchange, extraction.output(), gathering::take, gathering::whole)
                .submit(rows.rows(), extraction.inputs());
    }

    private static TokenizedText tokenize(
            Input input, int at, FeatureExtraction extraction, boolean cut) {
        return switch (input) {
            case Input.Texts(List<String> texts) -> extraction.tokenize(texts.get(at), cut);
            case Input.TokenIds(List<int[]> lists) -> extraction.tokenize(lists.get(at), cut);
        };
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
                .about(DIMENSIONS);
    }

    /** The vectors of one request as they come. */
    private final class Gathering {
        private final EmbeddingsRequest request;
        private final FeatureExtraction extraction;
        private final Exchange exchange;
        private final float[][] vectors;
        private final long tokens;

        Gathering(
                EmbeddingsRequest request,
                FeatureExtraction extraction,
                Exchange exchange,
                TextRows rows) {
            this.request = request;
            this.extraction = extraction;
            this.exchange = exchange;
            this.vectors = new float[request.input().size()][];
            this.tokens = rows.tokens();
        }

        @Nullable Refusal take(int at, int tokensOfText, Tensor result) {
            Integer wanted = request.dimensions();
            int most = wanted == null ? Integer.MAX_VALUE : wanted;
            float[] vector = extraction.vector(result, tokensOfText, most);
            if (vector == null) {
                return Refusal.engineFailed("the model gave no vector for each text");
            }
            vectors[at] = vector;
            return range(wanted, vector.length);
        }

        void whole() {
            if (vectors.length <= FEW) {
                encode();
            } else {
                exchange.compute(this::encode);
            }
        }

        private void encode() {
            String model = exchange.version().id().model();
            TextRows.answer(codec.encode(model, request.base64(), vectors, tokens), exchange);
        }
    }
}
