package dev.slipway.store.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.slipway.store.ArchiveBytes;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.ledger.ArtefactKind;
import dev.slipway.store.ledger.KeptArtefact;
import dev.slipway.store.ledger.UploadLedger;
import dev.slipway.store.upload.PartSource.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;

/** What an upload takes of memory does not grow with it, packed or not. */
class StreamingTest {
    private static final long SIZE = 300L << 20;
    private static final long ALLOWED = 8L << 20;

    private final CountedObjects objects = new CountedObjects();
    private final PackageReceiver receiver =
            new PackageReceiver(
                    new OpenLedger(),
                    objects,
                    InstantSource.system(),
                    new UploadSettings(1L << 30, 10, 1, Duration.ofSeconds(30)));

    private long allocated(Part part) throws IOException {
        Iterator<Part> parts = List.of(part).iterator();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        ReceivedPackage received =
                receiver.receive(
                        UUID.randomUUID(),
                        () -> parts.hasNext() ? Optional.of(parts.next()) : Optional.empty());
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(received.contents().files()).hasSize(1);
        assertThat(received.contents().files().getFirst().size()).isEqualTo(SIZE);
        assertThat(objects.count).isEqualTo(SIZE);
        return after - before;
    }

    @Test
    void aLargeFileIsNeverHeld() throws IOException {
        Part part = new Part("file", "model.onnx", new Sparse(SIZE));
        assertThat(allocated(part)).isLessThan(ALLOWED);
    }

    @Test
    void aLargeFileOfATarIsNeverHeld() throws IOException {
        byte[] head = new byte[512];
        TarArchiveEntry entry = new TarArchiveEntry("m/model.onnx");
        entry.setSize(SIZE);
        entry.writeEntryHeader(head);
        byte[] end = ArchiveBytes.tar(tar -> {});
        InputStream tar =
                new SequenceInputStream(
                        Collections.enumeration(
                                List.of(
                                        new ByteArrayInputStream(head),
                                        new Sparse(SIZE),
                                        new ByteArrayInputStream(end))));
        assertThat(allocated(new Part("file", "m.tar", tar))).isLessThan(ALLOWED);
    }

    /** Zeros that lie nowhere. */
    private static final class Sparse extends InputStream {
        private long left;

        Sparse(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = (int) Math.min(length, left);
            Arrays.fill(target, offset, offset + count, (byte) 0);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }

    /** Takes everything through one buffer and keeps nothing. */
    private static final class CountedObjects implements ObjectStore {
        private long count;

        @Override
        public void put(String key, InputStream bytes) throws IOException {
            byte[] buffer = new byte[64 << 10];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                count += read;
            }
        }

        @Override
        public InputStream open(String key, long offset) {
            return InputStream.nullInputStream();
        }

        @Override
        public void delete(String key) {
            // nothing was kept
        }

        @Override
        public boolean isReachable() {
            return true;
        }
    }

    /** Agrees to everything. */
    static final class OpenLedger implements UploadLedger {
        @Override
        public void open(UUID uploadId, String tenantId, String principal, String model) {
            // nothing to write down
        }

        @Override
        public boolean touch(UUID uploadId) {
            return true;
        }

        @Override
        public void announce(UUID uploadId, String objectKey) {
            // nothing to write down
        }

        @Override
        public Optional<KeptArtefact> claim(
                UUID uploadId, ArtefactKind kind, KeptArtefact offered) {
            return Optional.of(offered);
        }

        @Override
        public void unclaim(UUID uploadId, ArtefactKind kind, String sha256) {
            // nothing was written down
        }

        @Override
        public boolean registering(UUID uploadId, String manifestSha256) {
            return true;
        }

        @Override
        public void forget(String objectKey) {
            // nothing was written down
        }

        @Override
        public void registered(UUID uploadId) {
            // nothing to write down
        }

        @Override
        public void unregistered(UUID uploadId) {
            // nothing to write down
        }

        @Override
        public boolean abandonReceiving(UUID uploadId) {
            return true;
        }
    }
}
