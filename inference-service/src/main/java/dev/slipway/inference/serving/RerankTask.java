package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.RerankCodec;
import dev.slipway.inference.dialect.openai.RerankCodec.Ranked;
import dev.slipway.inference.dialect.openai.RerankRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextRanking;
import dev.slipway.inference.task.TextSettings;
import dev.slipway.inference.task.TokenizedText;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A query and documents in, their order out. Charged beside the texts are the documents again where
 * the answer repeats them.
 */
final class RerankTask implements TextTask<RerankRequest, TextRanking> {
    /** Documents up to which an answer is short, unless it repeats them. */
    private static final int FEW = 64;

    private final RerankCodec codec;

    RerankTask(RerankCodec codec) {
        this.codec = codec;
    }

    @Override
    public Decoded<RerankRequest> decode(byte[] body, TextSettings settings) {
        return codec.decode(body);
    }

    @Override
    public @Nullable TextRanking model(TaskSetup setup) {
        return setup instanceof TaskSetup.Ranking(TextRanking ranking) ? ranking : null;
    }

    @Override
    public String lacks() {
        return "does not rank";
    }

    /** Each is a pair of the query and a document. */
    @Override
    public int count(RerankRequest request) {
        return request.documents().size();
    }

    @Override
    public long bytesOfAnswering(RerankRequest request, TextRanking ranking, byte[] body) {
        return request.returnDocuments() ? 3L * body.length : 0;
    }

    @Override
    public Texts texts(RerankRequest request, TextRanking ranking, TextSettings settings) {
        return new Pairs(request, ranking, settings.cuts(request.truncate()));
    }

    private final class Pairs implements Texts {
        private final RerankRequest request;
        private final TextRanking ranking;
        private final boolean cut;
        private final TextRanking.Query query;
        private final int mostOfDocument;
        private final float[] logits;

        Pairs(RerankRequest request, TextRanking ranking, boolean cut) {
            this.request = request;
            this.ranking = ranking;
            this.cut = cut;
            this.query = ranking.query(request.query(), cut);
            Integer wanted = request.maxTokensPerDoc();
            this.mostOfDocument = wanted == null ? Integer.MAX_VALUE : wanted;
            this.logits = new float[request.documents().size()];
        }

        @Override
        public @Nullable Refusal refused() {
            TokenizedText.TooLong tooLong = query.refused();
            return tooLong == null ? null : TextRows.tooLong(tooLong, "'query'", "query");
        }

        @Override
        public String field(int at) {
            return "documents";
        }

        @Override
        public TokenizedText tokenize(int at) {
            return ranking.tokenize(query, request.documents().get(at), mostOfDocument, cut);
        }

        @Override
        public @Nullable Refusal take(int at, int tokens, Tensor result) {
            Float logit = ranking.logit(result);
            if (logit == null) {
                return Refusal.engineFailed("the model gave no score for each document");
            }
            if (!Float.isFinite(logit)) {
                return Refusal.engineFailed("the score of document " + at + " is no number");
            }
            logits[at] = logit;
            return null;
        }

        @Override
        public boolean isShort() {
            return logits.length <= FEW && !request.returnDocuments();
        }

        /** Ordered by the logits: scores that are close to 1 may have become equal. */
        @Override
        public EmbeddingsCodec.Encoded encode(String model, long tokens) {
            Integer topN = request.topN();
            List<Integer> order =
                    IntStream.range(0, logits.length)
                            .boxed()
                            .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]))
                            .limit(topN == null ? logits.length : topN)
                            .toList();
            List<Ranked> ranked = new ArrayList<>(order.size());
            for (int at : order) {
                ranked.add(
                        new Ranked(
                                at,
                                request.rawScores() ? logits[at] : TextRanking.score(logits[at])));
            }
            return new EmbeddingsCodec.Encoded.Body(codec.encode(model, request, ranked, tokens));
        }
    }
}
