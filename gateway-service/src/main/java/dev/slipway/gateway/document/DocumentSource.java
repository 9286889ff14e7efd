package dev.slipway.gateway.document;

import dev.slipway.contract.document.DocumentNumber;
import org.jspecify.annotations.Nullable;

/** Where newer documents of one kind come from. */
public interface DocumentSource<D> {
    /**
     * Waits for a document other than the applied one; null when none came within the wait.
     *
     * @throws RuntimeException when the source is away
     */
    @Nullable D next(DocumentNumber applied);
}
