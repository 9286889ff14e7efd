package dev.slipway.autoscaler.signals.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of no more than so many bytes; a longer one fails. */
final class BoundedLines {
    private final InputStream in;
    private final int mostBytes;

    BoundedLines(InputStream in, int mostBytes) {
        this.in = new BufferedInputStream(in);
        this.mostBytes = mostBytes;
    }

    /** Null at the end; a last line that was not ended is none. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read; (read = in.read()) >= 0; ) {
            if (read == '\n') {
                return line.toByteArray();
            }
            if (line.size() >= mostBytes) {
                throw new IOException("a signal of more than " + mostBytes + " bytes");
            }
            line.write(read);
        }
        return null;
    }
}
