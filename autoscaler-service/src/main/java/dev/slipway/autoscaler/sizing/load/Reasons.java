package dev.slipway.autoscaler.sizing.load;

import dev.slipway.autoscaler.signals.PoolDemand;
import dev.slipway.autoscaler.sizing.load.SizeByLoad.Bounds;
import dev.slipway.autoscaler.sizing.load.SizeByLoad.Decided;
import java.time.Duration;

/** Says in words why a pool has its size. */
final class Reasons {
    private Reasons() {}

    static String of(Bounds bounds, PoolDemand asked, Decided decided) {
        StringBuilder reason = new StringBuilder();
        reason.append("in flight ").append(asked.inFlight());
        if (asked.held() > 0) {
            reason.append(", held ").append(asked.held());
        }
        reason.append(", target ").append(bounds.target());
        Duration shrinkIn = decided.shrinkIn();
        if (!asked.complete()) {
            reason.append(", not everybody is heard: it does not shrink");
        } else if (decided.needed() > bounds.max()) {
            reason.append(", ").append(decided.needed()).append(" needed, at its max");
        } else if (shrinkIn != null) {
            reason.append(", shrinks after ").append(shrinkIn.toSeconds()).append(" s of quiet");
        } else if (decided.wanted() == bounds.min()) {
            reason.append(", at its min");
        }
        return reason.toString();
    }
}
