package dev.slipway.store.archive;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where an archive is read from; keeps its failure for a parser that hides it. */
interface ArchiveSource {
    /** Why reading failed, or null when it did not. */
    @Nullable IOException failure();

    /** What a parser's failure means: the source failed, a limit was passed, or it is damaged. */
    default IOException translated(String archive, Exception broken) {
        IOException failure = failure();
        if (failure != null) {
            return failure;
        }
        for (Throwable at = broken; at != null; at = at.getCause()) {
            if (at instanceof RefusedException refused) {
                return refused;
            }
        }
        RefusedException damaged = damaged(archive);
        damaged.addSuppressed(broken);
        return damaged;
    }

    static RefusedException damaged(String archive) {
        return refused(
                "'"
                        + Refusal.shown(archive)
                        + "' cannot be unpacked: it was cut off or is damaged; pack it again and"
                        + " send it anew");
    }

    static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_PACKAGE, detail);
    }
}
