import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What is counted of a load: nothing while it warms up, then the answers of the measured time.
 *
 * <p>That time begins with one answer and ends with another, so that a server which answers in
 * bursts is not given a part of one.
 */
final class Window {
    private final List<ProcessHandle> processes;
    private final long measuredNanos;
    private final int multiple;
    private final long warmUntil;

    private State state = State.WARM;
    private int failed;
    private String complaint = "";
    private long[] latencies = new long[1 << 14];
    private int count;
    private long lastAnswerAt = System.nanoTime();
    private long begun;
    private long ended;
    private long cpuBegun;
    private long cpuSpent;
    private long ownBegun;
    private long ownSpent;

    private enum State {
        WARM,
        MEASURED,
        OVER
    }

    /**
     * Begins to warm up now.
     *
     * @param processes ids with commas between; with their children of now
     * @param multiple the count of answers ends on one of these, where that costs no more than as
     *     long again
     */
    Window(String processes, long warmNanos, long measuredNanos, int multiple) {
        this.processes = withChildren(processes);
        this.measuredNanos = measuredNanos;
        this.multiple = multiple;
        this.warmUntil = lastAnswerAt + warmNanos;
    }

    private static List<ProcessHandle> withChildren(String ids) {
        List<ProcessHandle> found = new ArrayList<>();
        for (String id : ids.isEmpty() ? new String[0] : ids.split(",")) {
            ProcessHandle process = ProcessHandle.of(Long.parseLong(id)).orElseThrow();
            found.add(process);
            process.descendants().forEach(found::add);
        }
        return found;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    /** How long no answer has come. */
    long silentNanos() {
        return System.nanoTime() - lastAnswerAt;
    }

    /** An answer was no success, or none came. */
    void failed(String why) {
        failed++;
        complaint = why;
    }

    void answered(long sentAt, boolean good) {
        long now = System.nanoTime();
        lastAnswerAt = now;
        switch (state) {
            case WARM -> {
                if (now - warmUntil >= 0) {
                    begin();
                }
            }
            case MEASURED -> {
                if (good) {
                    keep(now - sentAt);
                }
                long past = now - begun;
                boolean even = count % multiple == 0 || past >= 2 * measuredNanos;
                if (past >= measuredNanos && (even || !good)) {
                    end();
                }
            }
            case OVER -> {}
        }
    }

    private void begin() {
        cpuBegun = processorNanos(processes);
        ownBegun = processorNanos(List.of(ProcessHandle.current()));
        begun = System.nanoTime();
        state = State.MEASURED;
    }

    void end() {
        if (state == State.MEASURED) {
            ended = System.nanoTime();
            cpuSpent = processorNanos(processes) - cpuBegun;
            ownSpent = processorNanos(List.of(ProcessHandle.current())) - ownBegun;
        }
        state = State.OVER;
    }

    private static long processorNanos(List<ProcessHandle> processes) {
        long sum = 0;
        for (ProcessHandle process : processes) {
            sum += process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
        }
        return sum;
    }

    private void keep(long nanos) {
        if (count == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * count);
        }
        latencies[count++] = nanos;
    }

    /** One line of JSON: answers a second, milliseconds, processor milliseconds an answer. */
    String report() {
        double seconds = (ended - begun) / 1e9;
        Arrays.sort(latencies, 0, count);
        double answers = Math.max(1, count);
        return String.format(
                Locale.ROOT,
                "{\"rate\":%.3f,\"count\":%d,\"seconds\":%.3f,\"p50_ms\":%.4f,\"p99_ms\":%.4f,"
                        + "\"processor_ms\":%.5f,\"client_ms\":%.5f,\"failed\":%d,"
                        + "\"complaint\":\"%s\"}",
                seconds > 0 ? count / seconds : 0,
                count,
                seconds,
                quantile(0.5),
                quantile(0.99),
                cpuSpent / 1e6 / answers,
                ownSpent / 1e6 / answers,
                failed,
                complaint.replaceAll("[^ !#-\\[\\]-~]", "'"));
    }

    private double quantile(double part) {
        return count == 0 ? 0 : latencies[(int) (part * (count - 1))] / 1e6;
    }
}
