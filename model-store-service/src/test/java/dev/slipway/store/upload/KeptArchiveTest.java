package dev.slipway.store.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.ArchiveBytes;
import dev.slipway.store.MemoryObjects;
import dev.slipway.store.upload.PartSource.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeptArchiveTest {
    private final MemoryObjects objects = new MemoryObjects();
    private final PackageReceiver receiver =
            new PackageReceiver(
                    new StreamingTest.OpenLedger(),
                    objects,
                    InstantSource.system(),
                    new UploadSettings(1L << 30, 10, 1, Duration.ofSeconds(30)));

    private void receive(String name, byte[] archive) throws IOException {
        Iterator<Part> parts =
                List.of(new Part("file", name, new ByteArrayInputStream(archive))).iterator();
        receiver.receive(
                UUID.randomUUID(),
                () -> parts.hasNext() ? Optional.of(parts.next()) : Optional.empty());
    }

    @Test
    void aZipIsDeletedOnceItIsUnpacked() throws IOException {
        receive("m.zip", ArchiveBytes.zipOf("model.onnx", new byte[3]));

        assertThat(objects.deleted).singleElement().asString().endsWith("/archive");
    }

    @Test
    void ofATarNothingIsKeptThatCouldBeDeleted() throws IOException {
        byte[] tar = ArchiveBytes.tarOf("model.onnx", new byte[3]);
        receive("m.tar", tar);
        receive("m.tar.gz", ArchiveBytes.gzip(tar));

        assertThat(objects.deleted).isEmpty();
    }
}
