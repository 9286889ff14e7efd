package dev.slipway.gateway.document;

import dev.slipway.contract.document.DocumentNumber;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that follows the documents of one kind: starts from the kept one, asks for the next,
 * applies it, keeps it. While the source is away, or answers with what is not newer, it asks again
 * with a pause that grows to one second. An error ends it: that is for its thread to report.
 */
public final class DocumentWatch<D> implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentWatch.class);
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
    private boolean failing;

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
            if (succeeds()) {
                next = SHORTEST_PAUSE;
                continue;
            }
            try {
                pause.sleep(next);
            } catch (InterruptedException stop) {
                return;
            }
            Duration twice = next.multipliedBy(2);
            next = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }

    private boolean succeeds() {
        try {
            if (!step()) {
                fails("the registry answered with an older document than the applied one");
                return false;
            }
        } catch (RuntimeException away) {
            fails(away.toString());
            return false;
        }
        if (failing) {
            failing = false;
            LOG.info("documents are followed again");
        }
        return true;
    }

    /** Only the first of a row is told, and none when the loop is being stopped. */
    private void fails(String why) {
        if (!failing && !Thread.currentThread().isInterrupted()) {
            failing = true;
            LOG.warn("the next document did not come, the last one stays applied: {}", why);
        }
    }

    /** Asks once, and applies and keeps what comes. False when it is not newer. */
    boolean step() {
        @Nullable D document = source.next(applied.get());
        if (document == null) {
            return true;
        }
        if (!apply.test(document)) {
            return false;
        }
        keeper.keep(document);
        return true;
    }
}
