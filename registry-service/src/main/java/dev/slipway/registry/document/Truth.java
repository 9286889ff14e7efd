package dev.slipway.registry.document;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The only way to read or change what the registry knows.
 *
 * <p>Changes run one after the other, across all processes of the registry: each takes the lock of
 * the document counters first. So a change may decide by what it reads, numbers have no gaps, and
 * what is visible under number n is exactly what the changes up to n made.
 */
public interface Truth {
    /** Runs the work in one transaction; nothing of it stays when it throws. */
    <T> T change(Function<Change, T> work);

    /** Runs the work on one snapshot. */
    <T> T read(Supplier<T> work);
}
