package dev.slipway.inference.model;

import dev.slipway.inference.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** Brings assigned versions into memory, and out of it, for who asks for one by its name. */
public interface Residents {
    /** Where a version is kept now; null where it is not assigned, or not brought here yet. */
    @Nullable Residence residence(VersionId id);

    /**
     * Brings a version back into memory; waits until it is there. Nothing happens to one that is.
     *
     * @return null where it is loaded now; else why not, with the numbers where memory is short
     */
    @Nullable Refusal refusalToLoad(VersionId id) throws InterruptedException;

    /**
     * Lets a version out of memory, as soon as the requests that it has are answered; the next
     * request, or {@link #refusalToLoad}, brings it back. Does not wait.
     *
     * @return false where it is not assigned, or not loaded
     */
    boolean unload(VersionId id);
}
