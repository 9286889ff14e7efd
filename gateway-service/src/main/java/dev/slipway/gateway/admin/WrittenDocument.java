package dev.slipway.gateway.admin;

import dev.slipway.contract.document.DocumentNumber;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads which document shows a write, from the header of its answer. */
public final class WrittenDocument {
    private WrittenDocument() {}

    /** Empty when the header is absent or says nothing that can be awaited. */
    public static Optional<DocumentNumber> read(@Nullable String header) {
        int colon = header == null ? -1 : header.indexOf(':');
        if (header == null || colon < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new DocumentNumber(
                            Long.parseLong(header, 0, colon, 10),
                            Long.parseLong(header, colon + 1, header.length(), 10)));
        } catch (NumberFormatException broken) {
            return Optional.empty();
        }
    }
}
