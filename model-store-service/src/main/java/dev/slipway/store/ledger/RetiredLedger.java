package dev.slipway.store.ledger;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What the removal of retired versions asks the ledger. Times are those of its own clock. */
public interface RetiredLedger {
    /** Comes before every upload. */
    UUID FIRST = new UUID(0, 0);

    /**
     * Uploads that became versions and ended so long ago, in one order.
     *
     * @param after the last one of the list before, or {@link #FIRST}
     * @return a bounded list, empty at the end
     */
    List<RegisteredUpload> registeredFor(Duration age, UUID after);

    /** Writes down that no version of the upload is live; a mark that stands keeps its time. */
    void mark(UUID uploadId);

    void unmark(UUID uploadId);

    /** Gives the upload up to the sweep if it is marked for so long; false when it is not. */
    boolean giveUp(UUID uploadId, Duration markedFor);

    /** One upload that became a version. */
    record RegisteredUpload(UUID id, String manifestSha256, boolean marked) {}
}
