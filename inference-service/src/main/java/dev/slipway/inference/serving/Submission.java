package dev.slipway.inference.serving;

import dev.slipway.inference.admission.Verdict;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.cache.Asker;
import dev.slipway.inference.cache.Lookup;
import dev.slipway.inference.cache.VersionResponses;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of one request to the engine. What is known already, or about to be, is answered from
 * there and takes no place in the queue; the rest is judged by what is predicted for it.
 */
final class Submission implements Asker {
    private final Exchange exchange;
    private final boolean onTrial;

    /** Works that waited for others and are to be run after all; guarded by itself. */
    private final List<Work> handedOver = new ArrayList<>();

    /**
     * Nothing is submitted yet.
     *
     * @param onTrial whether the request was let in against a refusal already
     */
    Submission(Exchange exchange, boolean onTrial) {
        this.exchange = exchange;
        this.onTrial = onTrial;
    }

    /**
     * Submits all that the request asks of the engine, at one moment, unless it has ended. Where it
     * ends afterwards, its works leave the queue.
     *
     * @param works at least one
     */
    void submit(List<Work> works) {
        VersionResponses responses = exchange.version().responses();
        if (responses == null || !responses.isOn()) {
            queue(works);
        } else if (exchange.tryHold((long) VersionResponses.BYTES_OF_A_WORK * works.size())) {
            List<Work> missing = responses.unanswered(works, this);
            if (!missing.isEmpty()) {
                queue(missing);
            }
        }
    }

    private void queue(List<Work> works) {
        ServedVersion version = exchange.version();
        if (!onTrial && version.judge(works) instanceof Verdict.Late(Refusal late)) {
            exchange.refuse(late);
        }
        if (!exchange.outcome().isDone()) {
            version.queue().submit(works);
        }
    }

    @Override
    public void looked(Lookup result) {
        exchange.receipt().looked(result);
    }

    /** Not on the thread that calls, which is another request's; all that come at once together. */
    @Override
    public void run(Work work) {
        if (exchange.outcome().isDone()) {
            return;
        }
        boolean isFirst;
        synchronized (handedOver) {
            isFirst = handedOver.isEmpty();
            handedOver.add(work);
        }
        if (isFirst) {
            exchange.compute(this::queueHandedOver);
        }
    }

    private void queueHandedOver() {
        List<Work> works;
        synchronized (handedOver) {
            works = List.copyOf(handedOver);
            handedOver.clear();
        }
        queue(works);
    }
}
