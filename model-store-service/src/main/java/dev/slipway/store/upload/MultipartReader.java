package dev.slipway.store.upload;

import dev.slipway.store.refusal.RefusedException;
import java.io.InputStream;

/** Reads bodies of {@code multipart/form-data}. */
public interface MultipartReader {
    /**
     * Begins to read a body.
     *
     * @param contentType as the client gave it; empty when it gave none
     * @param announcedBytes what the client says it will send, -1 when it does not say
     * @throws RefusedException when it is no such body, or announced larger than the bound
     */
    PartSource read(String contentType, long announcedBytes, InputStream body)
            throws RefusedException;
}
