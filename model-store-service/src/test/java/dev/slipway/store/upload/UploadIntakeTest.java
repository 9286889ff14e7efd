package dev.slipway.store.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.OnnxBytes;
import dev.slipway.store.StorePlatformBeans;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.StorageFullException;
import dev.slipway.store.layout.DeclarationReader;
import dev.slipway.store.layout.ModelConfigReader;
import dev.slipway.store.ledger.UploadLedger;
import dev.slipway.store.registration.VersionRegistry;
import dev.slipway.store.sweep.Removal;
import dev.slipway.store.upload.PartSource.Part;
import dev.slipway.store.upload.UploadOutcome.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class UploadIntakeTest {
    private static final UploadRequest REQUEST = new UploadRequest("m", "tenant-1", "p", null);

    private final UploadLedger ledger = StorePlatformBeans.get(UploadLedger.class);
    private final ObjectStore objects = StorePlatformBeans.get(ObjectStore.class);

    private UploadIntake intake(InstantSource clock, int maxConcurrent) {
        return intake(clock, maxConcurrent, objects);
    }

    private UploadIntake intake(InstantSource clock, int maxConcurrent, ObjectStore objects) {
        UploadSettings settings =
                new UploadSettings(1 << 20, 10, maxConcurrent, Duration.ofSeconds(30));
        PackageReceiver receiver = new PackageReceiver(ledger, objects, clock, settings);
        return new UploadIntake(
                new UploadIds(InstantSource.system()),
                ledger,
                receiver,
                new PackageInspector(
                        objects,
                        StorePlatformBeans.get(DeclarationReader.class),
                        StorePlatformBeans.get(ModelConfigReader.class)),
                new VersionSealer(
                        ledger,
                        receiver,
                        StorePlatformBeans.get(ManifestWriter.class),
                        StorePlatformBeans.get(VersionRegistry.class)),
                StorePlatformBeans.get(Removal.class),
                settings);
    }

    private static ErrorCode codeOf(UploadOutcome outcome) {
        return ((Refused) outcome).refusal().code();
    }

    @Test
    void anUploadBeyondTheBoundIsRefusedAtOnceAndTheNextIsTakenAgain() throws Exception {
        UploadIntake intake = intake(InstantSource.system(), 1);
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<ErrorCode> first = new AtomicReference<>();
        Thread slow =
                Thread.ofVirtual()
                        .start(() ->
                                first.set(codeOf(intake.take(REQUEST, () -> waiting(under, end)))));
        under.await();
        assertThat(intake.underWay()).isEqualTo(1);
        assertThat(codeOf(intake.take(REQUEST, Optional::empty))).isEqualTo(ErrorCode.QUEUE_FULL);
        end.countDown();
        slow.join();
        assertThat(first.get()).isEqualTo(ErrorCode.INVALID_PACKAGE);
        assertThat(codeOf(intake.take(REQUEST, Optional::empty)))
                .isEqualTo(ErrorCode.INVALID_PACKAGE);
        assertThat(intake.underWay()).isZero();
    }

    private static Optional<Part> waiting(CountDownLatch under, CountDownLatch end) {
        under.countDown();
        try {
            end.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    @Test
    void aSlowUploadSaysThatItLivesUntilASweepGaveItUp() {
        AtomicInteger reads = new AtomicInteger();
        InstantSource clock = () -> Instant.ofEpochSecond(31L * reads.incrementAndGet());
        UploadIntake intake = intake(clock, 1);
        AtomicInteger parts = new AtomicInteger();
        UploadOutcome outcome =
                intake.take(
                        REQUEST,
                        () -> {
                            if (parts.incrementAndGet() == 2) {
                                StorePlatformBeans.abandonAll();
                            }
                            return Optional.of(
                                    new Part(
                                            "file",
                                            "f" + parts.get(),
                                            new ByteArrayInputStream(new byte[100])));
                        });
        assertThat(parts).hasValue(2);
        assertThat(codeOf(outcome)).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        StorePlatformBeans.sweep();
    }

    @Test
    void aFullStoreRefusesUploadsUntilThereIsRoom() {
        AtomicBoolean full = new AtomicBoolean(true);
        UploadIntake intake =
                intake(InstantSource.system(), 1, new FillingObjects(objects, full::get));
        assertThat(codeOf(intake.take(REQUEST, oneModel()))).isEqualTo(ErrorCode.STORAGE_FULL);
        full.set(false);
        assertThat(intake.take(REQUEST, oneModel())).isInstanceOf(UploadOutcome.Accepted.class);
    }

    private static PartSource oneModel() {
        Iterator<Part> parts =
                List.of(
                                new Part(
                                        "file",
                                        "model.onnx",
                                        new ByteArrayInputStream(OnnxBytes.adder(51, 52))))
                        .iterator();
        return () -> parts.hasNext() ? Optional.of(parts.next()) : Optional.empty();
    }

    /** The real store, which may say that it is full. */
    private record FillingObjects(ObjectStore objects, BooleanSupplier full)
            implements ObjectStore {
        @Override
        public void put(String key, InputStream bytes) throws IOException {
            if (full.getAsBoolean()) {
                throw new StorageFullException(new IOException("no space left on device"));
            }
            objects.put(key, bytes);
        }

        @Override
        public InputStream open(String key, long offset) throws IOException {
            return objects.open(key, offset);
        }

        @Override
        public void delete(String key) throws IOException {
            objects.delete(key);
        }

        @Override
        public boolean isReachable() {
            return objects.isReachable();
        }
    }
}
