package dev.slipway.inference.serving;

import dev.slipway.inference.batching.Work;
import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TextInputs;
import dev.slipway.inference.task.Tokens;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one request: each is a work of its own, as long as it is. They enter the queue at
 * one moment, shorter ones first, so that those that share a run are of about one length; their
 * results are taken as they come, from several threads.
 */
final class TextRun {
    /**
     * What a text costs on the heap beside its characters and tokens until its answer is there: its
     * tokens' record and arrays' heads (60 bytes), a map of three inputs with their tensors and
     * shapes (420), the request to the engine, the work and its sink (100), its place in the queue
     * with its times and what removes it from there when it is cancelled (300); rounded up.
     */
    static final int BYTES_OF_A_TEXT = 1024;

    private final Exchange exchange;
    private final List<String> outputs;
    private final Taking taking;
    private final Runnable whole;
    private final AtomicInteger missing = new AtomicInteger();

    /** Takes the result of one text. */
    @FunctionalInterface
    interface Taking {
        /**
         * Keeps what the output holds for a text, or says why it is not that.
         *
         * @param at which of the request's texts
         * @param tokens how many it has
         */
        @Nullable Refusal take(int at, int tokens, Tensor result);
    }

    /**
     * Nothing runs before {@link #submit}.
     *
     * @param output the one output that is wanted
     * @param whole runs once, on the thread of the text that came last
     */
    TextRun(Exchange exchange, String output, Taking taking, Runnable whole) {
        this.exchange = exchange;
        this.outputs = List.of(output);
        this.taking = taking;
        this.whole = whole;
    }

    /** Once: all of them, unless they are predicted to be late. */
    void submit(List<Tokens> texts, TextInputs inputs) {
        missing.set(texts.size());
        List<Work> works = new ArrayList<>(texts.size());
        for (long text : byLength(texts)) {
            int at = (int) text;
            Tokens tokens = texts.get(at);
            works.add(
                    exchange.work(inputs.of(tokens), outputs, new TextAnswer(at, tokens.count())));
        }
        exchange.submit(works);
    }

    /** The lengths, ascending, each above the place of its text in the request. */
    private static long[] byLength(List<Tokens> texts) {
        long[] order = new long[texts.size()];
        for (int at = 0; at < order.length; at++) {
            order[at] = ((long) texts.get(at).count() << Integer.SIZE) | at;
        }
        Arrays.sort(order);
        return order;
    }

    private static Refusal noOutput() {
        return Refusal.engineFailed("the model did not give its output");
    }

    /** One text: answered once, then ended once. */
    private final class TextAnswer implements AnswerSink {
        private final int at;
        private final int tokens;
        private boolean answered;

        TextAnswer(int at, int tokens) {
            this.at = at;
            this.tokens = tokens;
        }

        @Override
        public void answer(Map<String, Tensor> given) {
            if (!answered) {
                answered = true;
                exchange.guarded(() -> take(given.get(outputs.getFirst())));
                exchange.memory().giveBackHeap(AnswerMemory.bytes(given));
            }
        }

        private void take(@Nullable Tensor result) {
            Refusal refusal = result == null ? noOutput() : taking.take(at, tokens, result);
            if (refusal != null) {
                exchange.refuse(refusal);
            } else if (missing.decrementAndGet() == 0) {
                whole.run();
            }
        }

        @Override
        public void complete() {
            if (!answered) {
                exchange.refuse(noOutput());
            }
        }

        @Override
        public void refuse(Refusal refusal) {
            exchange.refuse(refusal);
        }
    }
}
