package dev.slipway.gateway.document;

import dev.slipway.contract.document.DocumentNumber;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop that follows the documents of one kind: starts from the kept one, asks for the next,
 * applies it, keeps it. While the source is away it asks again with a pause that grows to one
 * second.
 */
public final class DocumentWatch<D> implements Runnable {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Waits; an interrupt ends the loop. */
    public interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    private final DocumentSource<D> source;
    private final DocumentKeeper<D> keeper;
    private final Supplier<DocumentNumber> applied;
    private final Predicate<D> apply;
    private final Pause pause;

    public DocumentWatch(
            DocumentSource<D> source,
            DocumentKeeper<D> keeper,
            Supplier<DocumentNumber> applied,
            Predicate<D> apply,
            Pause pause) {
        this.source = source;
        this.keeper = keeper;
        this.applied = applied;
        this.apply = apply;
        this.pause = pause;
    }

    /** Applies what the last run of this gateway kept. */
    public void startFromKept() {
        D kept = keeper.last();
        if (kept != null) {
            var _ = apply.test(kept);
        }
    }

    @Override
    public void run() {
        Duration next = SHORTEST_PAUSE;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                step();
                next = SHORTEST_PAUSE;
            } catch (RuntimeException away) {
                try {
                    pause.sleep(next);
                } catch (InterruptedException stop) {
                    return;
                }
                Duration twice = next.multipliedBy(2);
                next = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            }
        }
    }

    /** Asks once, and applies and keeps what comes. */
    void step() {
        @Nullable D document = source.next(applied.get());
        if (document != null && apply.test(document)) {
            keeper.keep(document);
        }
    }
}
