package dev.slipway.inference.serving;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.Chunk;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The chunks of one request: submitted together, taken as they come, from several threads. */
final class ChunkRun {
    private final Exchange exchange;
    private final String output;
    private final Taking taking;
    private final Runnable whole;
    private final AtomicInteger missing = new AtomicInteger();

    /** Takes the results of one chunk. */
    @FunctionalInterface
    interface Taking {
        /** Keeps what the output holds for the chunk's rows, or says why it is not that. */
        @Nullable Refusal take(Chunk chunk, Tensor result);
    }

    /**
     * Nothing runs before {@link #submit}.
     *
     * @param output the one output that is wanted
     * @param whole runs once, on the thread of the chunk that came last
     */
    ChunkRun(Exchange exchange, String output, Taking taking, Runnable whole) {
        this.exchange = exchange;
        this.output = output;
        this.taking = taking;
        this.whole = whole;
    }

    void submit(List<Chunk> chunks) {
        missing.set(chunks.size());
        for (Chunk chunk : chunks) {
            exchange.submit(chunk.inputs(), List.of(output), new ChunkAnswer(chunk));
        }
    }

    private void answer(Chunk chunk, Map<String, Tensor> outputs) {
        Tensor result = outputs.get(output);
        Refusal refusal =
                result == null
                        ? Refusal.engineFailed("the model did not give its output")
                        : taking.take(chunk, result);
        if (refusal != null) {
            exchange.refuse(refusal);
        } else if (missing.decrementAndGet() == 0) {
            whole.run();
        }
    }

    private final class ChunkAnswer implements AnswerSink {
        private final Chunk chunk;

        ChunkAnswer(Chunk chunk) {
            this.chunk = chunk;
        }

        @Override
        public void answer(Map<String, Tensor> outputs) {
            exchange.guarded(() -> ChunkRun.this.answer(chunk, outputs));
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            exchange.refuse(refusal);
        }
    }
}
