package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.FeatureExtraction;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.Tokens;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Texts in, vectors out. Charged is what the texts keep, at most two bytes a character, and what
 * the parser needs while it makes the longest one.
 */
final class EmbeddingsCall implements Call {
    /** Texts up to which writing an answer costs less than handing it to another thread. */
    private static final int FEW = 8;

    private final EmbeddingsCodec codec;

    EmbeddingsCall(EmbeddingsCodec codec) {
        this.codec = codec;
    }

    @Override
    public void start(byte[] body, Exchange exchange) {
        long longest = Math.min(body.length, EmbeddingsCodec.MOST_TEXT);
        long making = RequestMemory.MAKING_A_TEXT * longest;
        if (!exchange.tryHold(2L * body.length + making)) {
            return;
        }
        switch (codec.decode(body)) {
            case EmbeddingsCodec.Decoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
            case EmbeddingsCodec.Decoded.Request(EmbeddingsRequest request) -> {
                switch (exchange.version().task()) {
                    case TaskSetup.TensorsOnly(String reason) ->
                            exchange.refuse(
                                    new Refusal(ErrorCode.TASK_NOT_SUPPORTED, reason)
                                            .about("model"));
                    case TaskSetup.Embeddings(FeatureExtraction extraction) ->
                            embed(request, extraction, exchange);
                }
            }
        }
    }

    private void embed(EmbeddingsRequest request, FeatureExtraction extraction, Exchange exchange) {
        List<Tokens> tokens = new ArrayList<>(request.texts().size());
        long promptTokens = 0;
        for (String text : request.texts()) {
            if (exchange.outcome().isDone()) {
                return;
            }
            Tokens encoded = extraction.tokenize(text);
            promptTokens += encoded.count();
            tokens.add(encoded);
        }
        List<FeatureExtraction.Chunk> chunks = extraction.plan(tokens);
        Gathering gathering =
                new Gathering(request, extraction, exchange, promptTokens, chunks.size());
        for (FeatureExtraction.Chunk chunk : chunks) {
            exchange.submit(
                    chunk.inputs(),
                    List.of(extraction.output()),
                    new ChunkAnswer(gathering, chunk));
        }
    }

    /** The vectors of one request as they come, from several threads. */
    private final class Gathering {
        private final EmbeddingsRequest request;
        private final FeatureExtraction extraction;
        private final Exchange exchange;
        private final long promptTokens;
        private final float[][] vectors;
        private final AtomicInteger missing;

        Gathering(
                EmbeddingsRequest request,
                FeatureExtraction extraction,
                Exchange exchange,
                long promptTokens,
                int chunks) {
            this.request = request;
            this.extraction = extraction;
            this.exchange = exchange;
            this.promptTokens = promptTokens;
            this.vectors = new float[request.texts().size()][];
            this.missing = new AtomicInteger(chunks);
        }

        void add(FeatureExtraction.Chunk chunk, Map<String, Tensor> outputs) {
            Tensor result = outputs.get(extraction.output());
            float[][] some = result == null ? null : extraction.vectors(chunk, result);
            if (some == null) {
                exchange.refuse(Refusal.engineFailed("the model gave no vector for each text"));
                return;
            }
            for (int i = 0; i < some.length; i++) {
                vectors[chunk.indexes()[i]] = some[i];
            }
            if (missing.decrementAndGet() == 0) {
                if (vectors.length <= FEW) {
                    encode();
                } else {
                    exchange.compute(this::encode);
                }
            }
        }

        private void encode() {
            EmbeddingsCodec.Encoded encoded =
                    codec.encode(
                            exchange.version().id().model(),
                            request.base64(),
                            vectors,
                            promptTokens);
            switch (encoded) {
                case EmbeddingsCodec.Encoded.Body(byte[] bytes) -> exchange.answer(bytes);
                case EmbeddingsCodec.Encoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
            }
        }
    }

    private record ChunkAnswer(Gathering gathering, FeatureExtraction.Chunk chunk)
            implements AnswerSink {
        @Override
        public void answer(Map<String, Tensor> outputs) {
            gathering.exchange.guarded(() -> gathering.add(chunk, outputs));
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            gathering.exchange.refuse(refusal);
        }
    }
}
