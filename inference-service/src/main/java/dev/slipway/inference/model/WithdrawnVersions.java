package dev.slipway.inference.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unloads versions that are not assigned any more. One that is ready, or gets so, goes only after
 * it was quiet for a while, even where it rests: requests may be on their way to it.
 */
final class WithdrawnVersions {
    private static final Logger LOG = LoggerFactory.getLogger(WithdrawnVersions.class);

    private final VersionTable table;
    private final RestingVersions resting;
    private final UnloadSettings settings;
    private final LongSupplier nanoTime;
    private final Consumer<VersionId> unloaded;
    private final Runnable changed;

    /** None is withdrawn yet. */
    WithdrawnVersions(
            VersionTable table,
            RestingVersions resting,
            UnloadSettings settings,
            LongSupplier nanoTime,
            Consumer<VersionId> unloaded,
            Runnable changed) {
        this.table = table;
        this.resting = resting;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.unloaded = unloaded;
        this.changed = changed;
    }

    /**
     * Marks one, once; the caller has the table's lock.
     *
     * @return whether it has ended already, and the caller lets it go
     */
    boolean withdraw(VersionId id, Slot slot) {
        if (slot.withdrawn) {
            return false;
        }
        LOG.info("{} is withdrawn", id);
        boolean isGone = slot.withdraw(nanoTime.getAsLong());
        if (isGone) {
            table.end(id, slot);
        }
        return isGone;
    }

    /** Those that were quiet for long enough: nobody can use them from now on. */
    List<Map.Entry<VersionId, Slot>> takeQuiet() {
        List<Map.Entry<VersionId, Slot>> going = new ArrayList<>();
        synchronized (table) {
            long since = nanoTime.getAsLong() - settings.quiet().toNanos();
            for (Map.Entry<VersionId, Slot> entry : table.slots().entrySet()) {
                if (entry.getValue().tryUnload(since)) {
                    going.add(Map.entry(entry.getKey(), entry.getValue()));
                    table.forget(entry.getKey());
                }
            }
        }
        return going;
    }

    /** Unloads those that {@link #takeQuiet} gave. */
    void unload(List<Map.Entry<VersionId, Slot>> going) {
        for (Map.Entry<VersionId, Slot> entry : going) {
            changed.run();
            startUnloading(entry.getKey(), entry.getValue());
        }
    }

    /** Closing waits for a run that did not end with its request: only in need on this thread. */
    private void startUnloading(VersionId id, Slot slot) {
        ServedVersion version = slot.version;
        if (version == null) {
            resting.goes(id, slot, Rest.GONE);
            return;
        }
        Runnable unload = () -> unload(id, slot, version);
        try {
            Thread.ofPlatform().daemon().name("unload-" + id).start(unload);
        } catch (RuntimeException | Error noThread) {
            LOG.error("no other thread closes {}", id, noThread);
            unload.run();
        }
    }

    private void unload(VersionId id, Slot slot, ServedVersion version) {
        version.unload();
        unloaded.accept(id);
        LOG.info("{} is unloaded", id);
        table.remove(id, slot);
        changed.run();
    }
}
