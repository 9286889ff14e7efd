package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Several requests as one, and its answer as several. It is cancelled when all of them are, and its
 * deadline is their latest. When it fails before it gave an answer, its parts are not told: one of
 * them may be to blame, so each is to be run alone.
 */
final class MergedRun implements AnswerSink {
    private static final Refusal HAS_ENDED =
            Refusal.engineFailed("a request that shares the run has ended");

    private final List<Work> parts;
    private final Assembly assembly;
    private final RequestMemory memory;
    private final LongSupplier nanoTime;
    private final CancelToken cancel = new CancelToken();
    private final List<CancelToken.Registration> registrations = new ArrayList<>();
    private final BitSet refused = new BitSet();
    private boolean answered;
    private boolean ended;
    private boolean mustRunAlone;
    private long scatteredNanos;

    /**
     * Of parts that the rule lets join the first of them.
     *
     * @param memory for the inputs and outputs of the run; whoever made it ends it after the run
     * @param nanoTime by which taking outputs apart is timed
     */
    MergedRun(List<Work> parts, MergeRule rule, RequestMemory memory, LongSupplier nanoTime) {
        this.parts = parts;
        this.memory = memory;
        this.nanoTime = nanoTime;
        this.assembly = new Assembly(parts.stream().map(Work::request).toList(), rule.padding());
        // Works of one request share its token, which then is listened to once.
        Set<CancelToken> tokens = new HashSet<>();
        for (Work part : parts) {
            tokens.add(part.request().cancel());
        }
        AtomicInteger waiting = new AtomicInteger(tokens.size());
        for (CancelToken token : tokens) {
            registrations.add(
                    token.onCancel(() -> {
                        if (waiting.decrementAndGet() == 0) {
                            cancel.cancel();
                        }
                    }));
        }
    }

    /**
     * What the engine is asked.
     *
     * @throws dev.slipway.inference.refusal.RefusedException when there is no memory for the
     *     inputs, or when one of the requests has ended and let go of its own; each part is then to
     *     be run alone
     */
    EngineRequest request() {
        int held = 0;
        try {
            while (held < parts.size()) {
                if (!parts.get(held).request().buffers().tryHold()) {
                    throw HAS_ENDED.asException();
                }
                held++;
            }
            return assembled();
        } finally {
            // All that is read of them is copied.
            while (held > 0) {
                held--;
                parts.get(held).request().buffers().release();
            }
        }
    }

    private EngineRequest assembled() {
        EngineRequest first = parts.getFirst().request();
        Deadline latest = first.deadline();
        for (Work part : parts) {
            if (part.request().deadline().nanosLeft() > latest.nanosLeft()) {
                latest = part.request().deadline();
            }
        }
        return new EngineRequest(
                assembly.inputs(memory), first.outputs(), latest, cancel, memory.buffers(), memory);
    }

    @Override
    public void answer(Map<String, Tensor> outputs) {
        String losing = assembly.losesRows(outputs);
        if (losing != null) {
            refuseAll(losesRows(losing));
            return;
        }
        if (!assembly.keepsLengths(outputs)) {
            refuse(Refusal.engineFailed("an output is not as long as the run"));
            return;
        }
        answered = true;
        for (int i = 0; i < parts.size(); i++) {
            Work part = parts.get(i);
            Refusal full = part.request().memory().holdOnHeap(assembly.shareBytes(outputs, i));
            if (full != null) {
                refused.set(i);
                part.sink().refuse(full);
                continue;
            }
            long begun = nanoTime.getAsLong();
            Map<String, Tensor> share = assembly.share(outputs, i);
            scatteredNanos += nanoTime.getAsLong() - begun;
            part.sink().answer(share);
        }
    }

    static Refusal losesRows(String output) {
        return Refusal.engineFailed(
                "output '"
                        + output
                        + "' does not keep one row a request; deploy the model with"
                        + " max_batch_size: 1");
    }

    @Override
    public void complete() {
        if (end()) {
            tellOthers(AnswerSink::complete);
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

    /** What taking its outputs apart took, without what is done with the parts. */
    long scatteredNanos() {
        return scatteredNanos;
    }

    /** Whether it failed, so that each part is still to be run. */
    boolean mustRunAlone() {
        return mustRunAlone;
    }

    private void refuseAll(Refusal refusal) {
        if (end()) {
            tellOthers(sink -> sink.refuse(refusal));
        }
    }

    /** All that were not refused for themselves. */
    private void tellOthers(Consumer<AnswerSink> end) {
        for (int i = refused.nextClearBit(0); i < parts.size(); i = refused.nextClearBit(i + 1)) {
            end.accept(parts.get(i).sink());
        }
    }

    private boolean end() {
        boolean first = !ended;
        ended = true;
        registrations.forEach(CancelToken.Registration::close);
        return first;
    }
}
