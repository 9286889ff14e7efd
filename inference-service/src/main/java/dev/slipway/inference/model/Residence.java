package dev.slipway.inference.model;

import java.util.Locale;

/** How near to an answer an assigned version is kept: each step away holds less memory. */
public enum Residence {
    /** Its engine is in memory and warm: a request is run at once. */
    LOADED,
    /** No engine; the pages of its files are kept mapped, so that loading it reads no disk. */
    MAPPED,
    /** No engine and no pages: its files lie in the artefact cache. */
    CACHED;

    /** Its name in metrics and reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
