package dev.slipway.store.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.store.ArchiveBytes;
import dev.slipway.store.MemoryObjects;
import dev.slipway.store.refusal.RefusedException;
import dev.slipway.store.upload.PartSource.Part;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RefusedArchiveTest {
    private final MemoryObjects objects = new MemoryObjects();
    private final PackageReceiver receiver =
            new PackageReceiver(
                    new StreamingTest.OpenLedger(),
                    objects,
                    InstantSource.system(),
                    new UploadSettings(1L << 30, 10, 1, Duration.ofSeconds(30)));

    @Test
    void aZipThatIsRefusedInItsMiddleKeepsNoConnectionToTheBucket() {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        byte[] zip =
                ArchiveBytes.zip(archive -> {
                    ArchiveBytes.add(archive, "weights.bin", content);
                    ArchiveBytes.add(archive, "../evil", new byte[1]);
                });
        Iterator<Part> parts =
                List.of(new Part("file", "m.zip", new ByteArrayInputStream(zip))).iterator();

        assertThatThrownBy(() ->
                        receiver.receive(
                                UUID.randomUUID(),
                                () ->
                                        parts.hasNext()
                                                ? Optional.of(parts.next())
                                                : Optional.empty()))
                .isInstanceOf(RefusedException.class);

        assertThat(objects.opened.get()).isPositive();
        assertThat(objects.closed.get()).isEqualTo(objects.opened.get());
    }
}
