package dev.slipway.inference.batching;

import dev.slipway.telemetry.Span;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What traces tell of a run: it is a part of the first traced request in it, and each traced
 * request in it and the run are linked with each other, since one span has one parent only.
 */
final class BatchSpan {
    private BatchSpan() {}

    /** To be ended with the run; {@link Span#NONE} where none of its requests is traced. */
    static Span begin(List<QueuedWork> works, int rows, ReleaseReason why) {
        for (QueuedWork work : works) {
            Span first = work.work().observer().span();
            if (first.isOn()) {
                Span batch =
                        first.part("batch")
                                .set("slipway.batch.rows", rows)
                                .set("slipway.batch.release", why.word());
                link(batch, works);
                return batch;
            }
        }
        return Span.NONE;
    }

    private static void link(Span batch, List<QueuedWork> works) {
        // A request may have several works in a run.
        Set<Span> linked = Collections.newSetFromMap(new IdentityHashMap<>());
        for (QueuedWork work : works) {
            Span request = work.work().observer().span();
            if (request.isOn() && linked.add(request)) {
                batch.link(request);
                request.link(batch);
            }
        }
    }
}
