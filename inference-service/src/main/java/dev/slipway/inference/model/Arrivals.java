package dev.slipway.inference.model;

import dev.slipway.inference.refusal.Refusal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells those who wait for a version; one that throws keeps nobody else from being told. */
final class Arrivals {
    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    private Arrivals() {}

    /**
     * Gives a version to those for whom it is held; who waits no longer, or throws, does not keep
     * it.
     */
    static void hand(ServedVersion version, List<ArrivalSink> waiting, long nowNanos) {
        for (ArrivalSink who : waiting) {
            boolean keeps = false;
            try {
                keeps = who.came(version);
            } catch (RuntimeException | Error bug) {
                LOG.error("{} could not be given to who waits for it", version.id(), bug);
                refuse(List.of(who), Rest.FAILED);
            }
            if (!keeps) {
                version.release(nowNanos);
            }
        }
    }

    /** It does not come. */
    static void refuse(List<ArrivalSink> waiting, Refusal why) {
        for (ArrivalSink who : waiting) {
            try {
                who.failed(why);
            } catch (RuntimeException | Error bug) {
                LOG.error("somebody who waits for a version could not be refused", bug);
            }
        }
    }
}
