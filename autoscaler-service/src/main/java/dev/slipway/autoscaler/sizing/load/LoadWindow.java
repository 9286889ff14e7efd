package dev.slipway.autoscaler.sizing.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was asked of a pool in the last while; bounded in time and in number. */
final class LoadWindow {
    private static final int MOST_SAMPLES = 10_000;

    private final Duration length;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(Instant at, int demand) {}

    LoadWindow(Duration length) {
        this.length = length;
    }

    void add(Instant now, int demand) {
        samples.addLast(new Sample(now, demand));
        Instant since = now.minus(length);
        while (samples.size() > MOST_SAMPLES || samples.getFirst().at().isBefore(since)) {
            samples.removeFirst();
        }
    }

    /** The average since then; 0 when nothing was seen. */
    double average(Instant since) {
        long sum = 0;
        int count = 0;
        for (Sample sample : samples) {
            if (!sample.at().isBefore(since)) {
                sum += sample.demand();
                count++;
            }
        }
        return count == 0 ? 0 : (double) sum / count;
    }
}
