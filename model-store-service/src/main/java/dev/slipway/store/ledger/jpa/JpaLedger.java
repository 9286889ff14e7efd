package dev.slipway.store.ledger.jpa;

import dev.slipway.store.ledger.ArtefactIndex;
import dev.slipway.store.ledger.ArtefactKind;
import dev.slipway.store.ledger.KeptArtefact;
import dev.slipway.store.ledger.LedgerUnavailableException;
import dev.slipway.store.ledger.RetiredLedger;
import dev.slipway.store.ledger.SweepLedger;
import dev.slipway.store.ledger.UploadLedger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger in PostgreSQL. A digest is guarded by the lock on its artefact row: an upload that
 * claims it and a sweep that lets go of it take turns, so that bytes which one of them found are
 * not removed by the other. No transaction spans a call to the object store.
 */
final class JpaLedger implements UploadLedger, SweepLedger, RetiredLedger, ArtefactIndex {
    private static final int LIST_BOUND = 500;

    /** Each try loses only to a sweep that removed the very row in between. */
    private static final int CLAIM_TRIES = 10;

    private final UploadRows uploads;
    private final ObjectRows objects;
    private final ArtefactRows artefacts;
    private final TransactionTemplate transactions;

    JpaLedger(
            UploadRows uploads,
            ObjectRows objects,
            ArtefactRows artefacts,
            TransactionTemplate transactions) {
        this.uploads = uploads;
        this.objects = objects;
        this.artefacts = artefacts;
        this.transactions = transactions;
    }

    @Override
    public void open(UUID uploadId, String tenantId, String principal, String model) {
        inTransaction(() -> uploads.save(new UploadRow(uploadId, tenantId, principal, model)));
    }

    @Override
    public boolean touch(UUID uploadId) {
        return inTransaction(() -> uploads.touch(uploadId)) == 1;
    }

    @Override
    public void announce(UUID uploadId, String objectKey) {
        inTransaction(() -> objects.announce(uploadId, objectKey));
    }

    @Override
    public Optional<KeptArtefact> claim(UUID uploadId, ArtefactKind kind, KeptArtefact offered) {
        return inTransaction(() ->
                uploads.lockShared(uploadId)
                        .filter(upload -> upload.state().equals("receiving"))
                        .map(upload -> claim(upload, kind, offered)));
    }

    private KeptArtefact claim(UploadRow upload, ArtefactKind kind, KeptArtefact offered) {
        ArtefactId id = new ArtefactId(upload.tenantId(), kind.word(), offered.sha256());
        for (int attempt = 0; attempt < CLAIM_TRIES; attempt++) {
            artefacts.offer(
                    id.tenantId(),
                    id.kind(),
                    id.sha256(),
                    offered.sizeBytes(),
                    offered.objectKey());
            Optional<ArtefactRow> kept = artefacts.lock(id);
            if (kept.isPresent()) {
                artefacts.use(id.tenantId(), id.kind(), id.sha256(), upload.getId());
                return kept.get().toArtefact();
            }
        }
        throw new LedgerUnavailableException(
                new IllegalStateException("a digest was removed " + CLAIM_TRIES + " times"));
    }

    @Override
    public void unclaim(UUID uploadId, ArtefactKind kind, String sha256) {
        inTransaction(() -> {
            uploads.lockShared(uploadId)
                    .map(upload -> new ArtefactId(upload.tenantId(), kind.word(), sha256))
                    .ifPresent(id -> release(uploadId, id));
            return uploadId;
        });
    }

    @Override
    public boolean registering(UUID uploadId, String manifestSha256) {
        return inTransaction(() -> uploads.registering(uploadId, manifestSha256)) == 1;
    }

    @Override
    public void registered(UUID uploadId) {
        inTransaction(() -> uploads.registered(uploadId));
    }

    @Override
    public void unregistered(UUID uploadId) {
        inTransaction(() -> uploads.unregistered(uploadId));
    }

    @Override
    public boolean abandonReceiving(UUID uploadId) {
        return inTransaction(() -> uploads.abandonReceiving(uploadId)) == 1;
    }

    @Override
    public List<UUID> silentFor(Duration age) {
        return inTransaction(() -> uploads.silentFor(age.toMillis(), LIST_BOUND));
    }

    @Override
    public boolean abandonIfSilent(UUID uploadId, Duration age) {
        return inTransaction(() -> uploads.abandonIfSilent(uploadId, age.toMillis())) == 1;
    }

    @Override
    public List<UUID> abandonedWithArtefacts() {
        return inTransaction(() -> uploads.abandonedWithArtefacts(LIST_BOUND));
    }

    @Override
    public void release(UUID uploadId) {
        inTransaction(() -> {
            for (ArtefactRow used : artefacts.usedBy(uploadId)) {
                release(uploadId, used.id());
            }
            return uploadId;
        });
    }

    private void release(UUID uploadId, ArtefactId id) {
        if (artefacts.lock(id).isPresent()) {
            artefacts.unuse(id.tenantId(), id.kind(), id.sha256(), uploadId);
            artefacts.forgetIfUnused(id.tenantId(), id.kind(), id.sha256());
        }
    }

    @Override
    public List<String> unreferencedKeys() {
        return inTransaction(() -> objects.unreferenced(LIST_BOUND));
    }

    @Override
    public List<String> unreferencedKeys(UUID uploadId) {
        return inTransaction(() -> objects.unreferencedOf(uploadId));
    }

    @Override
    public void forget(String objectKey) {
        inTransaction(() -> objects.forget(objectKey));
    }

    @Override
    public int forgetEmptyUploads() {
        return inTransaction(uploads::forgetEmpty);
    }

    @Override
    public List<RegisteredUpload> registeredFor(Duration age, UUID after) {
        return inTransaction(() ->
                uploads.registeredFor(age.toMillis(), after, LIST_BOUND).stream()
                        .map(UploadRow::toRegistered)
                        .toList());
    }

    @Override
    public void mark(UUID uploadId) {
        inTransaction(() -> uploads.mark(uploadId));
    }

    @Override
    public void unmark(UUID uploadId) {
        inTransaction(() -> uploads.unmark(uploadId));
    }

    @Override
    public boolean giveUp(UUID uploadId, Duration markedFor) {
        return inTransaction(() -> uploads.giveUp(uploadId, markedFor.toMillis())) == 1;
    }

    @Override
    public Optional<KeptArtefact> find(ArtefactKind kind, String sha256) {
        return inTransaction(
                () -> artefacts.findAny(kind.word(), sha256).map(ArtefactRow::toArtefact));
    }

    private <T> T inTransaction(Supplier<T> work) {
        try {
            return transactions.execute(status -> work.get());
        } catch (DataAccessException | TransactionException away) {
            throw new LedgerUnavailableException(away);
        }
    }
}
