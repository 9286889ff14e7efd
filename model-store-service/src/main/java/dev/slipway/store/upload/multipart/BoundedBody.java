package dev.slipway.store.upload.multipart;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.RefusedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A body up to a bound; keeps its failure for a parser that hides it. */
final class BoundedBody extends FilterInputStream {
    private final long bound;
    private long count;
    private @Nullable IOException failure;

    BoundedBody(InputStream in, long bound) {
        super(in);
        this.bound = bound;
    }

    /** Why reading failed, or null when it did not. */
    @Nullable IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int read = super.read(target, offset, length);
            count += Math.max(read, 0);
            if (count > bound) {
                throw tooLarge(bound);
            }
            return read;
        } catch (IOException broken) {
            failure = broken;
            throw broken;
        }
    }

    static RefusedException tooLarge(long bound) {
        return new RefusedException(
                ErrorCode.BODY_TOO_LARGE,
                "the upload is larger than "
                        + bound
                        + " bytes, the bound of this platform; ask its operator to raise it");
    }
}
