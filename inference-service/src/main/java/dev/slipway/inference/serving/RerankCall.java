package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.RerankCodec;
import dev.slipway.inference.dialect.openai.RerankCodec.Ranked;
import dev.slipway.inference.dialect.openai.RerankRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextRanking;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A query and documents in, their order out. Charged is what the texts keep, at most two bytes a
 * character, what the parser needs while it makes the longest one, the documents again where the
 * answer repeats them, and what each pair costs beside its characters while it waits and runs.
 */
final class RerankCall implements Call {
    /** Documents up to which writing an answer costs less than handing it to another thread. */
    private static final int FEW = 64;

    private static final String QUERY = "query";
    private static final String DOCUMENTS = "documents";

    private final RerankCodec codec;

    RerankCall(RerankCodec codec) {
        this.codec = codec;
    }

    @Override
    public void start(byte[] body, Exchange exchange) {
        if (!exchange.tryHold(TextRows.bytes(body))) {
            return;
        }
        switch (codec.decode(body)) {
            case RerankCodec.Decoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
            case RerankCodec.Decoded.Request(RerankRequest request) -> {
                TaskSetup task = exchange.version().task();
                if (!(task instanceof TaskSetup.Ranking(TextRanking ranking))) {
                    exchange.refuse(TextRows.otherTask(exchange, "does not rank", task));
                } else if (exchange.tryHold(
                        (long) TextRun.BYTES_OF_A_TEXT * request.documents().size()
                                + (request.returnDocuments() ? 3L * body.length : 0))) {
                    rank(request, ranking, exchange);
                }
            }
        }
    }

    private void rank(RerankRequest request, TextRanking ranking, Exchange exchange) {
        boolean cut = exchange.version().texts().cuts(request.truncate());
        TextRanking.Query query = ranking.query(request.query(), cut);
        if (query.refused() != null) {
            exchange.refuse(TextRows.tooLong(query.refused(), "'query'", QUERY));
            return;
        }
        Integer wanted = request.maxTokensPerDoc();
        int most = wanted == null ? Integer.MAX_VALUE : wanted;
        List<String> documents = request.documents();
        TextRows rows = new TextRows(documents.size());
        if (!rows.addAll(
                documents.size(),
                DOCUMENTS,
                exchange,
                at -> ranking.tokenize(query, documents.get(at), most, cut))) {
            return;
        }
        exchange.cuts(rows.cut());
        Gathering gathering = new Gathering(request, ranking, exchange, rows);
        new TextRun(exchange, ranking.output(), gathering::take, gathering::whole)
                .submit(rows.rows(), ranking.inputs());
    }

    /** The scores of one request as they come. */
    private final class Gathering {
        private final RerankRequest request;
        private final TextRanking ranking;
        private final Exchange exchange;
        private final float[] logits;
        private final long tokens;

        Gathering(RerankRequest request, TextRanking ranking, Exchange exchange, TextRows rows) {
            this.request = request;
            this.ranking = ranking;
            this.exchange = exchange;
            this.logits = new float[request.documents().size()];
            this.tokens = rows.tokens();
        }

        @Nullable Refusal take(int at, int tokensOfPair, Tensor result) {
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

        void whole() {
            if (logits.length <= FEW && !request.returnDocuments()) {
                encode();
            } else {
                exchange.compute(this::encode);
            }
        }

        /** Ordered by the logits: scores that are close to 1 may have become equal. */
        private void encode() {
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
            String model = exchange.version().id().model();
            exchange.answer(codec.encode(model, request, ranked, tokens));
        }
    }
}
