package dev.slipway.store.sweep;

import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.ledger.SweepLedger;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Removes what nothing needs: first the rows that point at an object, then the object, last the row
 * that knows of it. Whatever breaks in between, the next sweep goes on from there.
 */
public final class Removal {
    private final SweepLedger ledger;
    private final ObjectStore objects;

    public Removal(SweepLedger ledger, ObjectStore objects) {
        this.ledger = ledger;
        this.objects = objects;
    }

    /** Removes what an abandoned upload left and no other upload needs. */
    public void ofUpload(UUID uploadId) throws IOException {
        ledger.release(uploadId);
        objects(ledger.unreferencedKeys(uploadId));
        ledger.forgetEmptyUploads();
    }

    /** Removes objects that no artefact lies under; the caller knows that none ever will. */
    public void objects(List<String> keys) throws IOException {
        for (String key : keys) {
            objects.delete(key);
            ledger.forget(key);
        }
    }
}
