package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.queueing.Claim;
import dev.slipway.inference.queueing.Place;
import dev.slipway.inference.queueing.WorkQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which request of a queue makes room for another one. Priority decides first; inside a priority a
 * request goes only if its tenant has more of the queue in time (see {@link
 * WorkQueue#leastEntitled}) and more places in number than the newcomer's would have. Time alone
 * would let a tenant take every place with heads whose bodies never come, for what is not read
 * claims none. A newcomer's own cost is not known, and counts as much as the works that wait cost
 * on average: else two tenants with as much as each other would push each other out in turn.
 */
final class Displacement {
    private final ReentrantLock lock;
    private final WorkQueue<QueuedWork> waiting;
    private final Consumer<QueuedWork> leaving;

    /**
     * For a queue.
     *
     * @param lock of that queue, which guards all of it
     * @param leaving takes one out, under the lock
     */
    Displacement(ReentrantLock lock, WorkQueue<QueuedWork> waiting, Consumer<QueuedWork> leaving) {
        this.lock = lock;
        this.waiting = waiting;
        this.leaving = leaving;
    }

    /**
     * As {@link VersionQueue#makeRoom}. The lock is held for {@link WorkQueue#leastEntitled} and
     * while the works of one request leave, of which there are as many as once entered together.
     */
    @Nullable Party displaced(
            RequestClass newcomer, Deadline deadline, ToIntFunction<String> places) {
        lock.lock();
        try {
            Place<QueuedWork> least =
                    waiting.leastEntitled(
                            claim(newcomer, deadline), work -> mayGo(work, newcomer, places));
            Party party = least == null ? null : least.work().work().party();
            if (party != null) {
                party.goes(leaving);
            }
            return party;
        } finally {
            lock.unlock();
        }
    }

    private Claim claim(RequestClass newcomer, Deadline deadline) {
        long average = waiting.size() == 0 ? 0 : waiting.costNanos() / waiting.size();
        return new Claim(newcomer.priority(), newcomer.tenant(), deadline.atNanos(), average);
    }

    private static boolean mayGo(
            QueuedWork work, RequestClass newcomer, ToIntFunction<String> places) {
        Party party = work.work().party();
        if (party == null || !party.mayGo()) {
            return false;
        }
        return work.priority() > newcomer.priority()
                || places.applyAsInt(work.of().tenant()) > places.applyAsInt(newcomer.tenant()) + 1;
    }
}
