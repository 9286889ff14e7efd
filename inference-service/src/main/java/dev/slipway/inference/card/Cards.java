package dev.slipway.inference.card;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The cards of this machine, read when somebody asks, and not more often than once a second. */
public final class Cards {
    static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CardSource source;
    private final CardNumbers numbers;
    private final LongSupplier nanoTime;
    private @Nullable List<CardReading> last;
    private long readAtNanos;

    /** Reads nothing yet. */
    public Cards(CardSource source, CardNumbers numbers, LongSupplier nanoTime) {
        this.source = source;
        this.numbers = numbers;
        this.nanoTime = nanoTime;
    }

    /** As {@code nvidia-smi} counts them; none where none can be read. */
    public synchronized List<CardReading> readings() {
        long now = nanoTime.getAsLong();
        List<CardReading> known = last;
        if (known == null || now - readAtNanos >= KEPT_NANOS) {
            known = List.copyOf(source.read());
            last = known;
            readAtNanos = now;
        }
        return known;
    }

    /** As CUDA counts them for this process; null where that cannot be told. */
    @Nullable List<CardReading> numbered() {
        return numbers.numbered(readings());
    }

    /** The card that has this number for CUDA; null where there is none, or it cannot be told. */
    @Nullable CardReading numbered(int device) {
        List<CardReading> numbered = numbered();
        return numbered == null || device < 0 || device >= numbered.size()
                ? null
                : numbered.get(device);
    }

    /** The version of their driver; empty where it cannot be told. */
    String driver() {
        return source.driver();
    }
}
