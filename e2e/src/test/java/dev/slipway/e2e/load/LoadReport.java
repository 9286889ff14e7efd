package dev.slipway.e2e.load;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What came of a whole load. */
public record LoadReport(long startedAt, long endedAt, List<Sample> samples) {
    public LoadReport {
        samples = List.copyOf(samples);
    }

    public int requests() {
        return samples.size();
    }

    /** Every verdict but the right one, in words. */
    public List<String> wrong() {
        return samples.stream()
                .filter(sample -> sample.verdict() instanceof Verdict.Wrong)
                .map(sample ->
                        String.format(
                                Locale.ROOT,
                                "request %d at %.1f s: %s",
                                sample.number(),
                                (sample.sentAt() - startedAt) / 1e9,
                                sample.verdict()))
                .toList();
    }

    public long right() {
        return rightAnswers(sample -> true).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Right answers by version. */
    public TreeMap<Integer, Long> byVersion() {
        return rightAnswers(sample -> true);
    }

    /** Right answers by version of the requests that were sent after this moment. */
    public TreeMap<Integer, Long> byVersionSentAfter(long moment) {
        return rightAnswers(sample -> sample.sentAt() > moment);
    }

    private TreeMap<Integer, Long> rightAnswers(Predicate<Sample> which) {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        for (Sample sample : samples) {
            if (sample.verdict() instanceof Verdict.Right right && which.test(sample)) {
                counts.merge(right.version(), 1L, Long::sum);
            }
        }
        return counts;
    }

    /** Longest time from the first byte sent to the answer among requests sent in a window. */
    public double longestServiceMs(long from, long to) {
        return samples.stream()
                .filter(sample -> sample.sentAt() >= from && sample.sentAt() <= to)
                .mapToDouble(Sample::serviceMs)
                .max()
                .orElse(0);
    }

    /** The time below which this share of the latencies lies, counted from when it was due. */
    public double latencyMs(double share) {
        double[] sorted = samples.stream().mapToDouble(Sample::latencyMs).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d requests in %.1f s, right %s, wrong %d, latency ms p50 %.1f p99 %.1f max %.0f",
                requests(),
                (endedAt - startedAt) / 1e9,
                byVersion(),
                wrong().size(),
                latencyMs(0.5),
                latencyMs(0.99),
                latencyMs(1));
    }
}
