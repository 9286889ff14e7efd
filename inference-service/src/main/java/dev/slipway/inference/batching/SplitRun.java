package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One request of many rows as several works, and their answers as one, in the order of its rows.
 * The parts run when and where the queue likes, also at the same time. The first part that is
 * refused ends it: the others are cancelled, and its sink is told once. Where answers of parts do
 * not fit together (an output has another number of rows, or is as long as the longest of all), the
 * request is run whole after all. {@link GatheredRows} holds what came.
 */
final class SplitRun {
    private final Work whole;
    private final Consumer<Work> unsplit;
    private final CancelToken cancel = new CancelToken();
    private final CancelToken.Registration cancelling;
    private final GatheredRows gathered;
    private final AtomicInteger missing;
    private final AtomicBoolean ended = new AtomicBoolean();

    private SplitRun(Work whole, int parts, Consumer<Work> unsplit) {
        this.whole = whole;
        this.unsplit = unsplit;
        this.gathered = new GatheredRows(MergeRule.rows(whole.request()), whole.request().memory());
        this.missing = new AtomicInteger(parts);
        this.cancelling = whole.request().cancel().onCancel(cancel::cancel);
    }

    /**
     * Parts of a work whose rows do not depend on each other.
     *
     * @param count at most as many as it has rows; they differ by one row at most
     * @param unsplit takes the work when its parts turn out not to fit together
     */
    static List<Work> parts(Work whole, int count, Consumer<Work> unsplit) {
        int rows = MergeRule.rows(whole.request());
        SplitRun run = new SplitRun(whole, count, unsplit);
        List<Work> parts = new ArrayList<>(count);
        int from = 0;
        for (int part = 0; part < count; part++) {
            int to = (int) ((long) rows * (part + 1) / count);
            parts.add(run.part(from, to - from));
            from = to;
        }
        return parts;
    }

    private Work part(int from, int rows) {
        Map<String, Tensor> inputs = new HashMap<>();
        for (Map.Entry<String, Tensor> input : whole.request().inputs().entrySet()) {
            inputs.put(input.getKey(), input.getValue().slice(from, rows));
        }
        EngineRequest request =
                new EngineRequest(
                        inputs,
                        whole.request().outputs(),
                        whole.request().deadline(),
                        cancel,
                        whole.request().buffers(),
                        whole.request().memory());
        return new Work(
                request, new PartSink(from, rows), whole.observer(), whole.of(), whole.party());
    }

    private void took(int from, int rows, Map<String, Tensor> outputs) {
        try {
            if (!gathered.add(from, rows, outputs)) {
                runWhole();
            }
        } catch (RefusedException full) {
            refuse(full.refusal());
        }
    }

    private void completed(boolean isAnswered) {
        if (!isAnswered) {
            refuse(Refusal.engineFailed("the model gave no answer"));
        } else if (missing.decrementAndGet() == 0 && end()) {
            whole.sink().answer(gathered.whole());
            whole.sink().complete();
        }
    }

    private void runWhole() {
        if (end()) {
            cancel.cancel();
            gathered.letGo();
            unsplit.accept(whole);
        }
    }

    private void refuse(Refusal refusal) {
        if (end()) {
            cancel.cancel();
            gathered.letGo();
            whole.sink().refuse(refusal);
        }
    }

    private boolean end() {
        boolean first = ended.compareAndSet(false, true);
        cancelling.close();
        return first;
    }

    private final class PartSink implements AnswerSink {
        private final int from;
        private final int rows;
        private boolean answered;

        PartSink(int from, int rows) {
            this.from = from;
            this.rows = rows;
        }

        @Override
        public void answer(Map<String, Tensor> outputs) {
            answered = true;
            took(from, rows, outputs);
        }

        @Override
        public void complete() {
            completed(answered);
        }

        @Override
        public void refuse(Refusal refusal) {
            SplitRun.this.refuse(refusal);
        }
    }
}
