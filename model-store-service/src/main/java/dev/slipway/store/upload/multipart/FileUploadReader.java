package dev.slipway.store.upload.multipart;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.RefusedException;
import dev.slipway.store.upload.MultipartReader;
import dev.slipway.store.upload.PartSource;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads with the low-level parser of Commons FileUpload, which streams. */
final class FileUploadReader implements MultipartReader {
    private static final String FORM_DATA = "multipart/form-data";

    /** RFC 2046 allows 70. */
    private static final int MAX_BOUNDARY_CHARS = 200;

    private final long maxBytes;

    FileUploadReader(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public PartSource read(String contentType, long announcedBytes, InputStream body)
            throws RefusedException {
        if (!contentType.toLowerCase(Locale.ROOT).startsWith(FORM_DATA)) {
            throw new RefusedException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "an upload is multipart/form-data; send it like curl -F file=@model.onnx");
        }
        if (announcedBytes > maxBytes) {
            throw BoundedBody.tooLarge(maxBytes);
        }
        @Nullable String boundary = PartHead.parameters(contentType, ';', ',').get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY_CHARS) {
            throw new RefusedException(
                    ErrorCode.INVALID_PACKAGE,
                    "the content type names no usable boundary; send the upload like curl -F"
                            + " file=@model.onnx");
        }
        return new MultipartParts(
                new BoundedBody(body, maxBytes), boundary.getBytes(StandardCharsets.ISO_8859_1));
    }
}
