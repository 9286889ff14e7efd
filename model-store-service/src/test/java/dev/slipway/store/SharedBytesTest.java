package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.ledger.ArtefactKind;
import dev.slipway.store.ledger.KeptArtefact;
import dev.slipway.store.ledger.SweepLedger;
import dev.slipway.store.ledger.UploadLedger;
import dev.slipway.store.sweep.Removal;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Two uploads of the same bytes never take them from each other. */
class SharedBytesTest {
    private static final byte[] BYTES = "the same".getBytes(StandardCharsets.UTF_8);

    private final StorePlatform platform = StorePlatform.settled();
    private final UploadLedger ledger = platform.context.getBean(UploadLedger.class);
    private final SweepLedger sweeps = platform.context.getBean(SweepLedger.class);
    private final ObjectStore objects = platform.context.getBean(ObjectStore.class);
    private final Removal removal = platform.context.getBean(Removal.class);

    private UUID upload(String digest, List<String> keptKeys) throws Exception {
        UUID id = UUID.randomUUID();
        String key = "uploads/" + id + "/1";
        ledger.open(id, "tenant-1", "p", "m");
        ledger.announce(id, key);
        objects.put(key, new ByteArrayInputStream(BYTES));
        Optional<KeptArtefact> kept =
                ledger.claim(
                        id, ArtefactKind.ARTEFACT, new KeptArtefact(digest, BYTES.length, key));
        keptKeys.add(kept.orElseThrow().objectKey());
        if (!keptKeys.getLast().equals(key)) {
            objects.delete(key);
            ledger.forget(key);
        }
        return id;
    }

    private void abandon(UUID id) throws Exception {
        assertThat(ledger.abandonReceiving(id)).isTrue();
        removal.ofUpload(id);
    }

    private byte[] read(String key) throws Exception {
        try (InputStream in = objects.open(key, 0)) {
            return in.readAllBytes();
        }
    }

    @Test
    void bytesGoWithTheLastUploadThatNeedsThem() throws Exception {
        StorePlatform.Kept before = platform.kept();
        List<String> keys = new ArrayList<>();
        UUID first = upload("11".repeat(32), keys);
        UUID second = upload("11".repeat(32), keys);
        assertThat(keys.getFirst()).isEqualTo(keys.getLast());

        abandon(first);
        platform.sweep();
        assertThat(read(keys.getFirst())).isEqualTo(BYTES);

        abandon(second);
        platform.sweep();
        assertThat(platform.kept()).isEqualTo(before);
    }

    @Test
    void anAbandonedUploadCanClaimAndRegisterNothing() throws Exception {
        UUID id = upload("22".repeat(32), new ArrayList<>());
        abandon(id);
        assertThat(ledger.touch(id)).isFalse();
        assertThat(ledger.registering(id, "33".repeat(32))).isFalse();
        assertThat(
                        ledger.claim(
                                id,
                                ArtefactKind.ARTEFACT,
                                new KeptArtefact("22".repeat(32), 1, "uploads/" + id + "/1")))
                .isEmpty();
    }

    @Test
    void uploadsAndSweepsThatRaceOverADigestLoseNothingAndLeaveNothing() throws Exception {
        StorePlatform.Kept before = platform.kept();
        String digest = "44".repeat(32);
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                runs.add(workers.submit(() -> comeAndGo(digest)));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
        platform.sweep();
        assertThat(platform.kept()).isEqualTo(before);
    }

    private Void comeAndGo(String digest) throws Exception {
        List<String> keys = new ArrayList<>();
        for (int round = 0; round < 25; round++) {
            UUID id = upload(digest, keys);
            removal.objects(sweeps.unreferencedKeys());
            assertThat(read(keys.getLast())).isEqualTo(BYTES);
            abandon(id);
        }
        return null;
    }
}
