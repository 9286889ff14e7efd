package dev.slipway.store.ledger;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What a sweep asks the ledger. Lists are bounded; the next sweep sees the rest. */
public interface SweepLedger {
    /** Uploads that neither ended nor gave a sign of life for so long. */
    List<UUID> silentFor(Duration age);

    /** Abandons the upload if it is still silent; false when it spoke or ended meanwhile. */
    boolean abandonIfSilent(UUID uploadId, Duration age);

    void registered(UUID uploadId);

    /** Abandoned uploads that still hold on to artefacts. */
    List<UUID> abandonedWithArtefacts();

    /** Lets go of the upload's artefacts; those that no other upload needs are forgotten. */
    void release(UUID uploadId);

    /** Keys of uploads that ended which no artefact lies under. */
    List<String> unreferencedKeys();

    /** As {@link #unreferencedKeys()}, of one upload. */
    List<String> unreferencedKeys(UUID uploadId);

    /** Strikes a key out, after what lay under it was removed. */
    void forget(String objectKey);

    /** Strikes out abandoned uploads of which nothing is left; returns how many. */
    int forgetEmptyUploads();
}
