package dev.slipway.store.ledger;

import java.util.Locale;

/** What kept bytes are. */
public enum ArtefactKind {
    ARTEFACT,
    MANIFEST;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
