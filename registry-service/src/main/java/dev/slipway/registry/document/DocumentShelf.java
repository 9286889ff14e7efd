package dev.slipway.registry.document;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.document.DocumentSource.Numbered;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest document of one kind, read once per number, and those who wait for a newer one. Only
 * {@link #refresh} asks the database; it is called by each watch as it begins and by a loop.
 */
public final class DocumentShelf<D> implements AutoCloseable {
    private final DocumentSource<D> source;
    private final int mostWatches;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Numbered<D> newest;
    private int watches;
    private boolean closed;

    public DocumentShelf(DocumentSource<D> source, int mostWatches) {
        this.source = source;
        this.mostWatches = mostWatches;
    }

    /** Reads the document anew when its number is not the one on the shelf, and wakes watches. */
    public void refresh() {
        reading.lock();
        try {
            Numbered<D> known = newest();
            if (known == null || !known.number().equals(source.number())) {
                put(source.read());
            }
        } finally {
            reading.unlock();
        }
    }

    /** The newest document as soon as it has another number than the applied one, or empty. */
    public Optional<D> await(DocumentNumber applied, Duration wait) throws InterruptedException {
        refresh();
        long leftNanos = wait.toNanos();
        lock.lock();
        try {
            if (watches >= mostWatches || closed) {
                leftNanos = 0;
            }
            watches++;
            try {
                while (isApplied(applied) && leftNanos > 0 && !closed) {
                    leftNanos = changed.awaitNanos(leftNanos);
                }
            } finally {
                watches--;
            }
            return isApplied(applied)
                    ? Optional.empty()
                    : Optional.ofNullable(newest).map(Numbered::document);
        } finally {
            lock.unlock();
        }
    }

    private boolean isApplied(DocumentNumber applied) {
        return newest == null || newest.number().equals(applied);
    }

    private @Nullable Numbered<D> newest() {
        lock.lock();
        try {
            return newest;
        } finally {
            lock.unlock();
        }
    }

    private void put(Numbered<D> document) {
        lock.lock();
        try {
            newest = document;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number of the newest document that was read; none before the first. */
    public DocumentNumber number() {
        Numbered<D> known = newest();
        return known == null ? DocumentNumber.NONE : known.number();
    }

    /** How many watches wait now. */
    public int waiting() {
        lock.lock();
        try {
            return watches;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all watches go; later ones are answered without a wait. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
