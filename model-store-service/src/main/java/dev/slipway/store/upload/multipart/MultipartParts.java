package dev.slipway.store.upload.multipart;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.RefusedException;
import dev.slipway.store.upload.PartSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.MultipartInput.MalformedStreamException;
import org.jspecify.annotations.Nullable;

/** Cuts one body into its parts with a buffer of one size; nothing is spooled. */
final class MultipartParts implements PartSource {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MAX_HEADER_BYTES = 4 << 10;

    private final BoundedBody body;
    private final byte[] boundary;
    private @Nullable MultipartInput input;

    MultipartParts(BoundedBody body, byte[] boundary) {
        this.body = body;
        this.boundary = boundary;
    }

    @Override
    public Optional<Part> next() throws IOException {
        try {
            MultipartInput parts = input;
            boolean more;
            if (parts == null) {
                parts = begin();
                input = parts;
                more = parts.skipPreamble();
                if (!more && body.failure() != null) {
                    throw new MalformedStreamException("the body failed before its first part");
                }
            } else {
                more = parts.readBoundary();
            }
            if (!more) {
                return Optional.empty();
            }
            PartHead head = PartHead.of(parts.readHeaders());
            return Optional.of(
                    new Part(head.name(), head.filename(), new PartBytes(parts.newInputStream())));
        } catch (FileUploadSizeException tooLong) {
            throw refused(
                    "the head of a part is longer than "
                            + MAX_HEADER_BYTES
                            + " bytes; shorten its filename");
        } catch (MalformedStreamException broken) {
            throw translated(broken);
        }
    }

    private MultipartInput begin() throws IOException {
        MultipartInput parts =
                MultipartInput.builder()
                        .setInputStream(body)
                        .setBoundary(boundary)
                        .setBufferSize(BUFFER_BYTES)
                        .setMaxPartHeaderSize(MAX_HEADER_BYTES)
                        .get();
        parts.setHeaderCharset(StandardCharsets.UTF_8);
        return parts;
    }

    /** The parser hides what the body itself said. */
    private IOException translated(MalformedStreamException broken) {
        IOException failure = body.failure();
        return switch (failure) {
            case null ->
                    refused(
                            "the multipart body ends before its last boundary, or is none; send the"
                                    + " files again");
            case RefusedException refused -> refused;
            case SocketTimeoutException _ ->
                    refused("no bytes came for too long in the middle of the body; send it again");
            default -> {
                failure.addSuppressed(broken);
                yield failure;
            }
        };
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_PACKAGE, detail);
    }

    /** The bytes of one part. Closing it leaves the rest unread: a refusal must not wait for it. */
    private final class PartBytes extends FilterInputStream {
        PartBytes(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (MalformedStreamException broken) {
                throw translated(broken);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (MalformedStreamException broken) {
                throw translated(broken);
            }
        }

        @Override
        public void close() {
            // See above.
        }
    }
}
