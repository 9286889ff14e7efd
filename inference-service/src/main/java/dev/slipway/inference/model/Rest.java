package dev.slipway.inference.model;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * That a ready version has no engine. It begins when nobody can use the version any more and ends
 * when the next engine is warm; in between its stage says which thread has to do with it, one at a
 * time. Guarded by the lock of its {@link VersionTable}.
 */
final class Rest {
    /** What those are told who wait for a version that nobody wants here any more. */
    static final Refusal GONE =
            new Refusal(
                    ErrorCode.MISDIRECTED,
                    "this replica does not have that version ready; ask another one");

    /** What those are told who wait for a version that could not be loaded. */
    static final Refusal FAILED =
            new Refusal(
                    ErrorCode.NOT_READY,
                    "this version could not be loaded into memory; ask again, and where that does"
                            + " not help, the replica's log says why");

    /** Who moves it on. */
    enum Stage {
        /** A thread waits for its last requests and closes its engine. */
        LEAVING,
        /** Nobody: the next request begins to bring it back. */
        ASLEEP,
        /** A thread brings it back, or waits for its turn to do so. */
        COMING,
        /** The next look at memory: wide lanes make way for it. */
        LATER
    }

    final long sinceNanos;
    Stage stage = Stage.LEAVING;
    @Nullable MappedFiles mapped;
    boolean waitedForLanes;

    Rest(long sinceNanos) {
        this.sinceNanos = sinceNanos;
    }

    /** One that leaves holds its memory until its engine is closed. */
    Residence residence() {
        if (stage == Stage.LEAVING) {
            return Residence.LOADED;
        }
        return mapped == null ? Residence.CACHED : Residence.MAPPED;
    }

    /** The registry is told by it where a ready version is. */
    String sentence() {
        if (stage == Stage.LEAVING) {
            return "it leaves memory when its last requests are answered; the next one brings it"
                    + " back";
        }
        String where = mapped == null ? "in the artefact cache" : "with its files mapped";
        return "it rests " + where + "; the next request brings it back into memory";
    }
}
