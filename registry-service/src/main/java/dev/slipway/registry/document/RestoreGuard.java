package dev.slipway.registry.document;

import dev.slipway.contract.document.DocumentNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the database was set back: a gateway has applied a number that was never given here.
 * Then numbers would be given a second time, for other documents; a higher epoch keeps them apart,
 * and every gateway takes the next document, whatever its number.
 */
public final class RestoreGuard {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreGuard.class);

    private final Truth truth;

    public RestoreGuard(Truth truth) {
        this.truth = truth;
    }

    /**
     * Raises the epoch when what a gateway applied proves that the counter was set back.
     *
     * @param known the newest number that this process has read; only one above it is looked at
     */
    public void heed(DocumentKind kind, DocumentNumber applied, DocumentNumber known) {
        if (applied.compareTo(known) <= 0) {
            return;
        }
        truth.change(change -> {
            DocumentNumber current = change.current(kind);
            if (applied.compareTo(current) > 0) {
                LOG.warn(
                        "a gateway applied {} document {}, the database is at {}: it was set back,"
                                + " and the epoch is raised to {}",
                        kind.wireName(),
                        applied,
                        current,
                        change.raiseEpoch(kind, applied));
            }
            return true;
        });
    }
}
