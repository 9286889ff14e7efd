package dev.slipway.inference.model;

import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.LoadState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions that this replica knows of. Its monitor is the lock of all their slots: who reads or
 * changes one holds it, and never waits meanwhile. What requests read is an immutable snapshot.
 */
final class VersionTable {
    private final Map<VersionId, Slot> slots = new HashMap<>();
    private volatile Map<VersionId, ServedVersion> ready = Map.of();

    /** Guarded by the table's monitor, as all that is in it. */
    Map<VersionId, Slot> slots() {
        return slots;
    }

    synchronized @Nullable Slot slot(VersionId id) {
        return slots.get(id);
    }

    synchronized void add(VersionId id, Slot slot) {
        slots.put(id, slot);
    }

    /** Nothing happens where another slot has taken its place. */
    synchronized void remove(VersionId id, Slot slot) {
        slots.remove(id, slot);
    }

    /** Those that requests may use now. */
    Map<VersionId, ServedVersion> ready() {
        return ready;
    }

    /** Requests find it from now on. */
    synchronized void show(VersionId id, ServedVersion version) {
        Map<VersionId, ServedVersion> next = new HashMap<>(ready);
        next.put(id, version);
        ready = Map.copyOf(next);
    }

    /** No request finds it any more. */
    synchronized void hide(VersionId id) {
        Map<VersionId, ServedVersion> next = new HashMap<>(ready);
        next.remove(id);
        ready = Map.copyOf(next);
    }

    synchronized List<LoadedVersion> report() {
        List<LoadedVersion> report = new ArrayList<>(slots.size());
        slots.forEach((id, slot) -> report.add(slot.report(id)));
        return report;
    }

    synchronized Set<String> seals() {
        Set<String> seals = new HashSet<>();
        slots.values().forEach(slot -> seals.add(slot.seal));
        return seals;
    }

    /** Whether something is ready, or nothing that is assigned can still become so. */
    synchronized boolean isSettled() {
        boolean loading = false;
        for (Slot slot : slots.values()) {
            if (slot.state == LoadState.READY) {
                return true;
            }
            loading |= slot.state == LoadState.FETCHING || slot.state == LoadState.LOADING;
        }
        return !loading;
    }
}
