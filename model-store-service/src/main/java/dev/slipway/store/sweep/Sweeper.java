package dev.slipway.store.sweep;

import dev.slipway.store.ledger.SweepLedger;
import dev.slipway.store.registration.VersionRegistry;
import dev.slipway.store.registration.VersionRegistry.Lookup.Absent;
import dev.slipway.store.registration.VersionRegistry.Lookup.Found;
import dev.slipway.store.registration.VersionRegistry.Lookup.Unanswered;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sweep: ends uploads that fell silent, as the registry says they ended, and removes what the
 * abandoned ones and dropped duplicates left.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final SweepLedger ledger;
    private final VersionRegistry registry;
    private final Removal removal;
    private final Duration age;

    public Sweeper(
            SweepLedger ledger, VersionRegistry registry, Removal removal, SweepSettings settings) {
        this.ledger = ledger;
        this.registry = registry;
        this.removal = removal;
        this.age = settings.age();
    }

    /** Sweeps once; what cannot be done now is left to the next sweep. */
    public void sweep() throws IOException {
        int ended = endSilent();
        for (UUID uploadId : ledger.abandonedWithArtefacts()) {
            ledger.release(uploadId);
        }
        List<String> keys = ledger.unreferencedKeys();
        removal.objects(keys);
        int forgotten = ledger.forgetEmptyUploads();
        if (ended + keys.size() + forgotten > 0) {
            LOG.info("swept ended={} objects={} uploads={}", ended, keys.size(), forgotten);
        }
    }

    /** Stops at the first question that the registry does not answer: the next would wait too. */
    private int endSilent() {
        int ended = 0;
        for (UUID uploadId : ledger.silentFor(age)) {
            switch (registry.byUpload(uploadId)) {
                case Found _ -> {
                    ledger.registered(uploadId);
                    ended++;
                }
                case Absent _ -> ended += ledger.abandonIfSilent(uploadId, age) ? 1 : 0;
                case Unanswered _ -> {
                    return ended;
                }
            }
        }
        return ended;
    }
}
