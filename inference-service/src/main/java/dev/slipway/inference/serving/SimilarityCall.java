package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.SimilarityCodec;
import dev.slipway.inference.dialect.openai.SimilarityRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.FeatureExtraction;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TokenizedText;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sentence and others in, how alike they are out: the cosine of the angle between their
 * embeddings, from -1 to 1. Charged is what the texts keep, at most two bytes a character, what the
 * parser needs while it makes the longest one, and what each text costs beside its characters while
 * it waits and runs.
 */
final class SimilarityCall implements Call {
    /** Sentences up to which comparing costs less than handing it to another thread. */
    private static final int FEW = 64;

    private static final String SOURCE = "source_sentence";
    private static final String SENTENCES = "sentences";

    private final SimilarityCodec codec;

    SimilarityCall(SimilarityCodec codec) {
        this.codec = codec;
    }

    @Override
    public void start(byte[] body, Exchange exchange) {
        if (!exchange.tryHold(TextRows.bytes(body))) {
            return;
        }
        switch (codec.decode(body)) {
            case SimilarityCodec.Decoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
            case SimilarityCodec.Decoded.Request(SimilarityRequest request) -> {
                TaskSetup task = exchange.version().task();
                long texts = 1L + request.sentences().size();
                if (!(task instanceof TaskSetup.Embeddings(FeatureExtraction extraction))) {
                    exchange.refuse(TextRows.otherTask(exchange, "compares no sentences", task));
                } else if (exchange.tryHold(TextRun.BYTES_OF_A_TEXT * texts)) {
                    compare(request, extraction, exchange);
                }
            }
        }
    }

    private void compare(
            SimilarityRequest request, FeatureExtraction extraction, Exchange exchange) {
        boolean cut = exchange.version().texts().cuts(request.truncate());
        List<String> sentences = request.sentences();
        TextRows rows = new TextRows(1 + sentences.size());
        TokenizedText source = extraction.tokenize(request.source(), cut);
        Refusal refusal =
                source instanceof TokenizedText.TooLong tooLong
                        ? TextRows.tooLong(tooLong, "'source_sentence'", SOURCE)
                        : rows.add(source, SOURCE, 0);
        if (refusal != null) {
            exchange.refuse(refusal);
            return;
        }
        if (!rows.addAll(
                sentences.size(),
                SENTENCES,
                exchange,
                at -> extraction.tokenize(sentences.get(at), cut))) {
            return;
        }
        exchange.cuts(rows.cut());
        Gathering gathering = new Gathering(extraction, exchange, 1 + sentences.size());
        new TextRun(exchange, extraction.output(), gathering::take, gathering::whole)
                .submit(rows.rows(), extraction.inputs());
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

    /** The vectors of one request as they come; the source's is the first. */
    private final class Gathering {
        private final FeatureExtraction extraction;
        private final Exchange exchange;
        private final float[][] vectors;

        Gathering(FeatureExtraction extraction, Exchange exchange, int texts) {
            this.extraction = extraction;
            this.exchange = exchange;
            this.vectors = new float[texts][];
        }

        @Nullable Refusal take(int at, int tokensOfText, Tensor result) {
            float[] vector = extraction.vector(result, tokensOfText, Integer.MAX_VALUE);
            if (vector == null) {
                return Refusal.engineFailed("the model gave no vector for each text");
            }
            vectors[at] = vector;
            return null;
        }

        void whole() {
            if (vectors.length <= FEW) {
                encode();
            } else {
                exchange.compute(this::encode);
            }
        }

        private void encode() {
            float[] similarities = new float[vectors.length - 1];
            for (int at = 0; at < similarities.length; at++) {
                if (vectors[at + 1].length != vectors[0].length) {
                    exchange.refuse(
                            Refusal.engineFailed("the model gave vectors of different lengths"));
                    return;
                }
                similarities[at] = cosine(vectors[0], vectors[at + 1]);
            }
            TextRows.answer(codec.encode(similarities), exchange);
        }
    }
}
