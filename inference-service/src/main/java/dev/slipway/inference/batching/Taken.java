package dev.slipway.inference.batching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch that left the queue.
 *
 * @param works not empty
 * @param why they are not more
 * @param lone whether it is all of one request, and nothing else waited or ran when it left, of any
 *     version
 * @param next what is next in the queue; null where nothing stayed
 */
record Taken(List<QueuedWork> works, ReleaseReason why, boolean lone, @Nullable QueuedWork next) {
    /** The same where it has not the machine for itself. */
    Taken besideOthers() {
        return new Taken(works, why, false, next);
    }
}
