package dev.slipway.registry.document;

import dev.slipway.contract.document.DocumentNumber;
import java.time.Instant;

/** A transaction that changes the truth; to be used by its own thread, until it ends. */
public interface Change {
    /** Gives the document of this kind a new number, once per change however often it is asked. */
    DocumentNumber raise(DocumentKind kind);

    /** Gives the document a number in a new epoch, which is above this one whatever its number. */
    DocumentNumber raiseEpoch(DocumentKind kind, DocumentNumber above);

    /** The document that shows what this change has done so far. */
    DocumentNumber current(DocumentKind kind);

    /** The database's time. */
    Instant now();
}
