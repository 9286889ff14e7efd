package dev.slipway.inference.cache;

import dev.slipway.inference.batching.Work;
import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A work on a flight: the one that runs, or one that waits for its answer. */
final class Seat {
    private static final Logger LOG = LoggerFactory.getLogger(Seat.class);

    /** What part of the time it has left a work may lose by waiting for one that is due later. */
    private static final int PART_OF_THE_TIME_LEFT = 8;

    private final Work work;
    private final Asker asker;
    private final long number;

    /**
     * Of a work that was looked up and not found.
     *
     * @param number no other seat has it; later ones have higher numbers
     */
    Seat(Work work, Asker asker, long number) {
        this.work = work;
        this.asker = asker;
        this.number = number;
    }

    Work work() {
        return work;
    }

    Asker asker() {
        return asker;
    }

    /** The queue's order inside a tenant: priority, then deadline, then who came first. */
    static int byUrgency(Seat one, Seat other) {
        int byPriority = Integer.compare(one.work.of().priority(), other.work.of().priority());
        if (byPriority != 0) {
            return byPriority;
        }
        int byDeadline = Long.signum(one.deadlineNanos() - other.deadlineNanos());
        return byDeadline != 0 ? byDeadline : Long.compare(one.number, other.number);
    }

    /**
     * Whether another one may wait for it: it is as urgent, and due hardly later. Works that come
     * at about the same time are looked up in any order, so a little later must be good enough.
     */
    boolean standsInFor(Seat other) {
        long later = deadlineNanos() - other.deadlineNanos();
        long left = Math.max(other.work.request().deadline().nanosLeft(), 0);
        return work.of().priority() <= other.work.of().priority()
                && later <= left / PART_OF_THE_TIME_LEFT;
    }

    private long deadlineNanos() {
        return work.request().deadline().atNanos();
    }

    void answer(Map<String, Tensor> outputs) {
        answer(work, outputs);
    }

    /** Gives an answer that it was not charged for yet; refuses where there is no room. */
    static void answer(Work work, Map<String, Tensor> outputs) {
        Refusal full = work.request().memory().holdOnHeap(AnswerMemory.bytes(outputs));
        if (full == null) {
            handOn(work, outputs);
        } else {
            work.sink().refuse(full);
        }
    }

    /** Whoever cannot take it is refused; that is nobody else's affair. */
    static void handOn(Work work, Map<String, Tensor> outputs) {
        try {
            work.sink().answer(outputs);
            work.sink().complete();
        } catch (RuntimeException | Error bug) {
            LOG.error("an answer could not be handed on", bug);
            work.sink().refuse(Refusal.engineFailed("the answer could not be handed on"));
        }
    }
}
