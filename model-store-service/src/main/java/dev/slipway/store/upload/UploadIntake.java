package dev.slipway.store.upload;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.bytes.ObjectMissingException;
import dev.slipway.store.bytes.StorageFullException;
import dev.slipway.store.bytes.StorageUnavailableException;
import dev.slipway.store.ledger.LedgerUnavailableException;
import dev.slipway.store.ledger.UploadLedger;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import dev.slipway.store.sweep.Removal;
import dev.slipway.store.upload.UploadOutcome.Accepted;
import dev.slipway.store.upload.UploadOutcome.Refused;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes uploads in: receive, check, seal, register. Whatever does not become a version is removed
 * at once where that can be done, else by the sweep.
 */
public final class UploadIntake {
    private static final Logger LOG = LoggerFactory.getLogger(UploadIntake.class);

    private final UploadIds ids;
    private final UploadLedger ledger;
    private final PackageReceiver receiver;
    private final PackageInspector inspector;
    private final VersionSealer sealer;
    private final Removal removal;
    private final Semaphore places;
    private final int limit;

    public UploadIntake(
            UploadIds ids,
            UploadLedger ledger,
            PackageReceiver receiver,
            PackageInspector inspector,
            VersionSealer sealer,
            Removal removal,
            UploadSettings settings) {
        this.ids = ids;
        this.ledger = ledger;
        this.receiver = receiver;
        this.inspector = inspector;
        this.sealer = sealer;
        this.removal = removal;
        this.limit = settings.maxConcurrent();
        this.places = new Semaphore(limit);
    }

    /** How many uploads are being taken in now. */
    public int underWay() {
        return limit - places.availablePermits();
    }

    /** Reads the parts to their end, unless it refuses before. */
    public UploadOutcome take(UploadRequest request, PartSource parts) {
        if (!places.tryAcquire()) {
            return refused(
                    ErrorCode.QUEUE_FULL, "too many uploads are under way; try again shortly");
        }
        try {
            return takeOne(request, parts);
        } finally {
            places.release();
        }
    }

    private UploadOutcome takeOne(UploadRequest request, PartSource parts) {
        UUID uploadId = ids.next();
        UploadOutcome outcome;
        try {
            ledger.open(uploadId, request.tenantId(), request.principal(), request.model());
        } catch (LedgerUnavailableException away) {
            return refusedByLedger(away);
        }
        try {
            ReceivedPackage received = receiver.receive(uploadId, parts);
            InspectedPackage inspected = inspector.inspect(received);
            inspected.dropped().forEach(file -> receiver.drop(uploadId, file));
            outcome = sealer.seal(uploadId, request, inspected);
        } catch (RefusedException refused) {
            outcome = new Refused(refused.refusal());
        } catch (StorageFullException full) {
            LOG.warn("the object store is full upload={}", uploadId, full);
            outcome =
                    refused(
                            ErrorCode.STORAGE_FULL,
                            "the storage of models is full; ask its operator to make room, then"
                                    + " send the upload again");
        } catch (StorageUnavailableException | ObjectMissingException away) {
            LOG.warn("the object store failed an upload upload={}", uploadId, away);
            outcome =
                    refused(
                            ErrorCode.STORAGE_UNAVAILABLE,
                            "the storage of models does not answer; try again shortly");
        } catch (LedgerUnavailableException away) {
            outcome = refusedByLedger(away);
        } catch (IOException brokenOff) {
            LOG.debug("an upload broke off upload={}", uploadId, brokenOff);
            outcome =
                    refused(
                            ErrorCode.INVALID_PACKAGE,
                            "the body ended before its last part was complete; send it again");
        } catch (RuntimeException bug) {
            discard(uploadId);
            throw bug;
        }
        if (!becameVersion(outcome)) {
            discard(uploadId);
        }
        return outcome;
    }

    private static boolean becameVersion(UploadOutcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> !accepted.repeated();
            case Refused _ -> false;
        };
    }

    /** Does nothing to an upload that was or may have been registered. */
    private void discard(UUID uploadId) {
        try {
            if (ledger.abandonReceiving(uploadId)) {
                removal.ofUpload(uploadId);
            }
        } catch (IOException | LedgerUnavailableException away) {
            LOG.warn(
                    "what a refused upload left stays until the sweep upload={}: {}",
                    uploadId,
                    away.getMessage());
        }
    }

    private static UploadOutcome refusedByLedger(LedgerUnavailableException away) {
        LOG.warn("the database failed an upload", away);
        return refused(
                ErrorCode.SERVICE_UNAVAILABLE,
                "the list of models does not answer; try again shortly");
    }

    private static UploadOutcome refused(ErrorCode code, String detail) {
        return new Refused(new Refusal(code, detail));
    }
}
