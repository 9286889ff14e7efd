package dev.slipway.autoscaler.sizing.load;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The largest size of a sliding time; holds no more entries than there are sizes. */
final class Peaks {
    /** From the largest and oldest to the latest. */
    private final Deque<Peak> peaks = new ArrayDeque<>();

    private record Peak(Instant at, int size) {}

    void add(Instant now, int size) {
        while (!peaks.isEmpty() && peaks.getLast().size() <= size) {
            peaks.removeLast();
        }
        peaks.addLast(new Peak(now, size));
    }

    /** The largest since then; what is older is forgotten. */
    int highest(Instant since) {
        while (!peaks.isEmpty() && peaks.getFirst().at().isBefore(since)) {
            peaks.removeFirst();
        }
        return peaks.isEmpty() ? 0 : peaks.getFirst().size();
    }

    /** When a size above this one was last needed; the given time when it never was. */
    Instant lastAbove(int size, Instant otherwise) {
        Instant last = otherwise;
        for (Peak peak : peaks) {
            if (peak.size() > size) {
                last = peak.at();
            }
        }
        return last;
    }
}
