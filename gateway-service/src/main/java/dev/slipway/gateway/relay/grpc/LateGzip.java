package dev.slipway.gateway.relay.grpc;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a compressed message where it is read. gRPC's own opens it where its frames come in, and
 * tells a client whose message is no gzip at all nothing but UNKNOWN.
 */
final class LateGzip implements Decompressor {
    static DecompressorRegistry registry() {
        return DecompressorRegistry.emptyInstance()
                .with(Codec.Identity.NONE, false)
                .with(new LateGzip(), true);
    }

    @Override
    public String getMessageEncoding() {
        return "gzip";
    }

    @Override
    public InputStream decompress(InputStream compressed) {
        return new Opened(compressed);
    }

    private static final class Opened extends InputStream {
        private final InputStream compressed;
        private @Nullable InputStream plain;

        Opened(InputStream compressed) {
            this.compressed = compressed;
        }

        private InputStream plain() throws IOException {
            InputStream opened = plain;
            if (opened == null) {
                opened = new GZIPInputStream(compressed);
                plain = opened;
            }
            return opened;
        }

        @Override
        public int read() throws IOException {
            return plain().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return plain().read(into, offset, length);
        }

        @Override
        public void close() throws IOException {
            InputStream opened = plain;
            if (opened == null) {
                compressed.close();
            } else {
                opened.close();
            }
        }
    }
}
