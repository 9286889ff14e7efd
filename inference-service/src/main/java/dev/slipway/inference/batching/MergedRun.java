package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several requests as one, and its answer as several. It is cancelled when all of them are, and its
 * deadline is their latest. When it fails before it gave an answer, its parts are not told: one of
 * them may be to blame, so each is to be run alone.
 */
final class MergedRun implements AnswerSink {
    private final List<Work> parts;
    private final CancelToken cancel = new CancelToken();
    private final List<CancelToken.Registration> registrations = new ArrayList<>();
    private boolean answered;
    private boolean ended;
    private boolean mustRunAlone;

    MergedRun(List<Work> parts) {
        this.parts = parts;
        AtomicInteger waiting = new AtomicInteger(parts.size());
        for (Work part : parts) {
            registrations.add(
                    part.request()
                            .cancel()
                            .onCancel(() -> {
                                if (waiting.decrementAndGet() == 0) {
                                    cancel.cancel();
                                }
                            }));
        }
    }

    EngineRequest request() {
        EngineRequest first = parts.getFirst().request();
        Deadline latest = first.deadline();
        for (Work part : parts) {
            if (part.request().deadline().nanosLeft() > latest.nanosLeft()) {
                latest = part.request().deadline();
            }
        }
        Map<String, Tensor> inputs = new HashMap<>();
        for (String name : first.inputs().keySet()) {
            inputs.put(name, concatenate(name));
        }
        return new EngineRequest(inputs, first.outputs(), latest, cancel);
    }

    private Tensor concatenate(String name) {
        List<Tensor> tensors = new ArrayList<>(parts.size());
        int count = 0;
        int rows = 0;
        for (Work part : parts) {
            Tensor tensor = part.request().inputs().get(name);
            if (tensor == null) {
                throw new IllegalStateException("merged requests have the same inputs");
            }
            tensors.add(tensor);
            count += tensor.count();
            rows += tensor.rows();
        }
        Tensor first = tensors.getFirst();
        Object all = Array.newInstance(first.type().element(), count);
        int at = 0;
        for (Tensor tensor : tensors) {
            System.arraycopy(tensor.data(), 0, all, at, tensor.count());
            at += tensor.count();
        }
        long[] shape = first.shape().clone();
        shape[0] = rows;
        return new Tensor(first.type(), shape, all);
    }

    @Override
    public void answer(Map<String, Tensor> outputs) {
        int total = parts.stream().mapToInt(part -> MergeRule.rows(part.request())).sum();
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            if (output.getValue().rank() == 0 || output.getValue().rows() != total) {
                refuseAll(
                        Refusal.engineFailed(
                                "output '"
                                        + output.getKey()
                                        + "' does not keep one row a request; deploy the model"
                                        + " without max_batch_size"));
                return;
            }
        }
        answered = true;
        int row = 0;
        for (Work part : parts) {
            int rows = MergeRule.rows(part.request());
            Map<String, Tensor> share = new HashMap<>();
            for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
                share.put(output.getKey(), output.getValue().slice(row, rows));
            }
            part.sink().answer(share);
            row += rows;
        }
    }

    @Override
    public void complete() {
        if (end()) {
            parts.forEach(part -> part.sink().complete());
        }
    }

    @Override
    public void refuse(Refusal refusal) {
        if (answered) {
            refuseAll(refusal);
        } else if (end()) {
            mustRunAlone = true;
        }
    }

    /** Whether it failed, so that each part is still to be run. */
    boolean mustRunAlone() {
        return mustRunAlone;
    }

    private void refuseAll(Refusal refusal) {
        if (end()) {
            parts.forEach(part -> part.sink().refuse(refusal));
        }
    }

    private boolean end() {
        boolean first = !ended;
        ended = true;
        registrations.forEach(CancelToken.Registration::close);
        return first;
    }
}
