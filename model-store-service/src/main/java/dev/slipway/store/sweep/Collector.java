package dev.slipway.store.sweep;

import dev.slipway.store.ledger.RetiredLedger;
import dev.slipway.store.ledger.RetiredLedger.RegisteredUpload;
import dev.slipway.store.registration.VersionRegistry;
import dev.slipway.store.registration.VersionRegistry.Liveness.Listed;
import dev.slipway.store.registration.VersionRegistry.Liveness.Untold;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up uploads whose version the registry no longer lists as live. The first look marks one,
 * the next gives it up if it is still not listed; the sweep then removes its bytes. Nothing is
 * marked while the registry does not answer, nor on an empty list: that is what a registry says
 * whose database was lost.
 */
public final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    /** A wrong list does no more harm in one period. */
    private static final int MOST_A_LOOK = 100;

    private final RetiredLedger ledger;
    private final VersionRegistry registry;
    private final CollectSettings settings;

    public Collector(RetiredLedger ledger, VersionRegistry registry, CollectSettings settings) {
        this.ledger = ledger;
        this.registry = registry;
        this.settings = settings;
    }

    /** Looks once. */
    public void collect() {
        switch (registry.liveness()) {
            case Listed listed when listed.manifests().isEmpty() ->
                    LOG.debug("the registry lists no live version; nothing is collected");
            case Listed listed -> collect(listed.manifests());
            case Untold _ -> LOG.debug("the registry does not say which versions are live");
        }
    }

    private void collect(Set<String> live) {
        int marked = 0;
        int givenUp = 0;
        UUID after = RetiredLedger.FIRST;
        for (List<RegisteredUpload> page = ledger.registeredFor(settings.grace(), after);
                !page.isEmpty();
                page = ledger.registeredFor(settings.grace(), after)) {
            for (RegisteredUpload upload : page) {
                after = upload.id();
                if (live.contains(upload.manifestSha256())) {
                    if (upload.marked()) {
                        ledger.unmark(upload.id());
                    }
                } else if (!upload.marked()) {
                    if (marked < MOST_A_LOOK) {
                        ledger.mark(upload.id());
                        marked++;
                    }
                } else if (givenUp < MOST_A_LOOK
                        && ledger.giveUp(upload.id(), settings.period().dividedBy(2))) {
                    givenUp++;
                }
            }
        }
        if (marked + givenUp > 0) {
            LOG.info("retired versions marked={} given_up={}", marked, givenUp);
        }
    }
}
