package dev.slipway.registry.document;

import dev.slipway.contract.document.DocumentNumber;

/** Where one kind of document is read. */
public interface DocumentSource<D> {
    DocumentNumber number();

    /** The document with its number, read from one snapshot. */
    Numbered<D> read();

    /** A document and the number that stands in it. */
    record Numbered<D>(DocumentNumber number, D document) {}
}
