package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.TopClasses;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;

/** Tensors in, tensors out. */
final class InferCall implements Call {
    /** Bytes of a body up to which reading it costs less than handing it to another thread. */
    private static final int SHORT_BYTES = 2048;

    /**
     * Rows up to which a short body is submitted by who reads it: where its package declares small
     * batches, a request may run in as many parts as it has rows, and all of them are made first.
     */
    private static final int FEW_ROWS = 64;

    /** Elements up to which writing an answer costs less than handing it to another thread. */
    private static final int FEW = 4096;

    /** Of an element in a long answer of JSON, with what is copied while that grows. */
    private static final int WRITTEN_BYTES = 20;

    private final OipCodec codec;
    private final int jsonLength;

    /**
     * Reads nothing yet.
     *
     * @param jsonLength as {@link OipCodec#decode} takes it
     */
    InferCall(OipCodec codec, int jsonLength) {
        this.codec = codec;
        this.jsonLength = jsonLength;
    }

    @Override
    public void start(byte[] body, Exchange exchange) {
        switch (codec.decode(body, jsonLength, exchange.version().signature(), exchange.memory())) {
            case OipCodec.Decoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
            case OipCodec.Decoded.Request(InferRequest request) -> {
                if (isShort(body.length) && rows(request) > FEW_ROWS) {
                    exchange.readOn(() -> submit(request, exchange));
                } else {
                    submit(request, exchange);
                }
            }
        }
    }

    /** Of the input that has most. */
    private static int rows(InferRequest request) {
        int rows = 1;
        for (Tensor input : request.inputs().values()) {
            rows = Math.max(rows, input.rows());
        }
        return rows;
    }

    @Override
    public boolean isShort(int bytes) {
        return bytes <= SHORT_BYTES;
    }

    private void submit(InferRequest request, Exchange exchange) {
        if (request.timeout() != null) {
            exchange.within(request.timeout());
        }
        exchange.priority(request.priority());
        if (!exchange.outcome().isDone()) {
            exchange.submit(request.inputs(), request.outputs(), new Answer(request, exchange));
        }
    }

    private final class Answer implements AnswerSink {
        private final InferRequest request;
        private final Exchange exchange;

        Answer(InferRequest request, Exchange exchange) {
            this.request = request;
            this.exchange = exchange;
        }

        @Override
        public void answer(Map<String, Tensor> outputs) {
            long elements = 0;
            long bytes = 0;
            for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
                Tensor tensor = output.getValue();
                boolean binary =
                        tensor.type() != DataType.BYTES
                                && request.binaryOutputs().contains(output.getKey());
                int written = binary ? tensor.type().bytes() : WRITTEN_BYTES;
                elements += tensor.count();
                bytes += (long) tensor.count() * written;
                TopClasses top = request.topClasses().get(output.getKey());
                bytes += top == null ? 0 : top.bytes(tensor);
            }
            if (elements <= FEW) {
                exchange.guarded(() -> encode(outputs));
                return;
            }
            Refusal refusal = exchange.memory().holdOnHeap(bytes);
            if (refusal == null) {
                exchange.compute(() -> encode(outputs));
            } else {
                exchange.refuse(refusal);
            }
        }

        private void encode(Map<String, Tensor> outputs) {
            OipCodec.Encoded encoded =
                    codec.encode(
                            exchange.version().id().model(),
                            exchange.version().id().version(),
                            request,
                            outputs);
            switch (encoded) {
                case OipCodec.Encoded.Body(byte[] bytes, int length) ->
                        exchange.answer(bytes, length);
                case OipCodec.Encoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
            }
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            exchange.refuse(refusal);
        }
    }
}
