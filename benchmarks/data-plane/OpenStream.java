import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Requests of one kind, when each is due (a Poisson process), and what became of them. */
final class OpenStream {
    private static final int OK = 200;
    private static final int TOO_MANY = 429;

    private final String name;
    private final double rate;
    private final long deadlineNanos;
    private final Requests requests;
    private final SplittableRandom chance;
    private final Samples answers = new Samples();
    private final Samples refusals = new Samples();
    private final Samples lateness = new Samples();
    private final Map<String, Integer> refused = new TreeMap<>();
    private long dueAt;
    private int sent;
    private int unsent;
    private int inTime;
    private int late;
    private int lost;
    private int withoutRetry;

    private OpenStream(String name, double rate, long deadlineNanos, Requests requests) {
        this.name = name;
        this.rate = rate;
        this.deadlineNanos = deadlineNanos;
        this.requests = requests;
        this.chance = new SplittableRandom(name.hashCode());
    }

    /**
     * Reads {@code name:rate:deadline:file}: requests a second, milliseconds within which an answer
     * counts, and a file of whole requests, as {@link Requests} reads it.
     */
    static OpenStream parse(String text) throws IOException {
        String[] parts = text.split(":", 4);
        return new OpenStream(
                parts[0],
                Double.parseDouble(parts[1]),
                (long) (Double.parseDouble(parts[2]) * 1e6),
                Requests.read(Path.of(parts[3])));
    }

    void begin(long now) {
        dueAt = now;
        plan();
    }

    private void plan() {
        dueAt += (long) (-Math.log(1 - chance.nextDouble()) / rate * 1e9);
    }

    boolean isDue(long now) {
        return now - dueAt >= 0;
    }

    /** When the request that is due was to be sent; plans the next one. */
    long take() {
        long planned = dueAt;
        plan();
        return planned;
    }

    ByteBuffer next() {
        return requests.next();
    }

    /** It is being sent, so long after it was to be. */
    void sent(long lateNanos) {
        sent++;
        lateness.add(lateNanos);
    }

    /** No connection was free: the loop's own bound, not the server's doing. */
    void unsent() {
        unsent++;
    }

    /** An answer's time counts from when its request was due; a refusal's from when it was sent. */
    void answered(AnswerParser answer, long planned, long sentAt) {
        long now = System.nanoTime();
        if (answer.status == OK) {
            answers.add(now - planned);
            if (now - planned <= deadlineNanos) {
                inTime++;
            } else {
                late++;
            }
            return;
        }
        String why = answer.error.isEmpty() ? "status_" + answer.status : answer.error;
        refused.merge(why.replaceAll("[^a-z0-9_]", "_"), 1, Integer::sum);
        if (answer.status == TOO_MANY) {
            refusals.add(now - sentAt);
            withoutRetry += answer.retries ? 0 : 1;
        }
    }

    /** Its connection ended, or the measurement did, before its answer. */
    void lost() {
        lost++;
    }

    /** One object of JSON: counts, and milliseconds. */
    String report() {
        List<String> codes = new ArrayList<>();
        refused.forEach((code, count) -> codes.add("\"" + code + "\":" + count));
        return String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"sent\":%d,\"unsent\":%d,\"in_time\":%d,\"late\":%d,"
                        + "\"lost\":%d,\"without_retry\":%d,\"refused\":{%s},\"p50_ms\":%.3f,"
                        + "\"p99_ms\":%.3f,\"refusal_p50_ms\":%.3f,\"refusal_p99_ms\":%.3f,"
                        + "\"sent_late_p99_ms\":%.3f}",
                name,
                sent,
                unsent,
                inTime,
                late,
                lost,
                withoutRetry,
                String.join(",", codes),
                answers.millis(0.5),
                answers.millis(0.99),
                refusals.millis(0.5),
                refusals.millis(0.99),
                lateness.millis(0.99));
    }

    /** Times in nanoseconds, all of them kept. */
    private static final class Samples {
        private long[] nanos = new long[1 << 12];
        private int count;

        void add(long one) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = one;
        }

        double millis(double part) {
            if (count == 0) {
                return 0;
            }
            Arrays.sort(nanos, 0, count);
            return nanos[(int) (part * (count - 1))] / 1e6;
        }
    }
}
