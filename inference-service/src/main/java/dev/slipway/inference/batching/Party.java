package dev.slipway.inference.batching;

import dev.slipway.inference.admission.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request, as what its works in a queue have in common: it makes room for another request whole
 * or not at all, and only while none of its works was taken to be run. All but its owner is guarded
 * by the lock of the queue.
 */
public final class Party {
    private final Owner owner;

    /** What was put into the queue; empty from the first run on. */
    private final List<QueuedWork> waiting = new ArrayList<>(1);

    private boolean begun;

    /** Whose request it is. */
    @FunctionalInterface
    public interface Owner {
        /**
         * The request is refused, unless it has ended, and its place is a newcomer's. Called
         * without any lock, once.
         *
         * @return null where the place had become free already
         */
        Admission.@Nullable Ticket makeWay(String newcomer);
    }

    /** Nothing of it waits yet. */
    public Party(Owner owner) {
        this.owner = owner;
    }

    /** Who is told that it has to go. */
    public Owner owner() {
        return owner;
    }

    void waits(QueuedWork work) {
        if (!begun) {
            waiting.add(work);
        }
    }

    void begins() {
        begun = true;
        waiting.clear();
    }

    boolean mayGo() {
        return !begun;
    }

    /** Takes each of its works out; what it puts in from now on does not make it go again. */
    void goes(Consumer<QueuedWork> leaving) {
        List<QueuedWork> all = List.copyOf(waiting);
        begins();
        all.forEach(leaving);
    }
}
