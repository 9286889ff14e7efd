package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * One request of many rows as several works, and their answers as one, in the order of its rows.
 * The parts run when and where the queue likes, also at the same time. The first part that is
 * refused ends it: the others are cancelled, and its sink is told once. Where answers of parts do
 * not fit together (an output has another number of rows, or is as long as the longest of all), the
 * request is run whole after all.
 */
final class SplitRun {
    private final Work whole;
    private final Consumer<Work> unsplit;
    private final CancelToken cancel = new CancelToken();
    private final CancelToken.Registration cancelling;
    private final AtomicReferenceArray<Map<String, Tensor>> answers;
    private final AtomicInteger missing;
    private final AtomicBoolean ended = new AtomicBoolean();

    private SplitRun(Work whole, int parts, Consumer<Work> unsplit) {
        this.whole = whole;
        this.unsplit = unsplit;
        this.answers = new AtomicReferenceArray<>(parts);
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
            parts.add(run.part(part, from, to - from));
            from = to;
        }
        return parts;
    }

    private Work part(int number, int from, int rows) {
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
                        whole.request().buffers());
        return new Work(
                request, new PartSink(number, rows), whole.observer(), whole.of(), whole.party());
    }

    private void took(int number, int rows, Map<String, Tensor> outputs) {
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            if (output.getValue().rank() == 0 || output.getValue().rows() != rows) {
                runWhole();
                return;
            }
        }
        answers.set(number, outputs);
    }

    private void completed(int number) {
        if (answers.get(number) == null) {
            refuse(Refusal.engineFailed("the model gave no answer"));
            return;
        }
        if (missing.decrementAndGet() > 0) {
            return;
        }
        Map<String, Tensor> all = new HashMap<>();
        for (String name : answers.get(0).keySet()) {
            List<Tensor> shares = new ArrayList<>(answers.length());
            for (int i = 0; i < answers.length(); i++) {
                Tensor share = answers.get(i).get(name);
                if (share == null || (i > 0 && !share.hasSameRowsAs(shares.getFirst()))) {
                    runWhole();
                    return;
                }
                shares.add(share);
            }
            all.put(name, Tensor.stacked(shares));
        }
        if (end()) {
            whole.sink().answer(all);
            whole.sink().complete();
        }
    }

    private void runWhole() {
        if (end()) {
            cancel.cancel();
            unsplit.accept(whole);
        }
    }

    private void refuse(Refusal refusal) {
        if (end()) {
            cancel.cancel();
            whole.sink().refuse(refusal);
        }
    }

    private boolean end() {
        boolean first = ended.compareAndSet(false, true);
        cancelling.close();
        return first;
    }

    private final class PartSink implements AnswerSink {
        private final int number;
        private final int rows;

        PartSink(int number, int rows) {
            this.number = number;
            this.rows = rows;
        }

        @Override
        public void answer(Map<String, Tensor> outputs) {
            took(number, rows, outputs);
        }

        @Override
        public void complete() {
            completed(number);
        }

        @Override
        public void refuse(Refusal refusal) {
            SplitRun.this.refuse(refusal);
        }
    }
}
