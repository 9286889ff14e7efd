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
 * changes one holds it, and never waits meanwhile. What requests read are immutable snapshots.
 */
final class VersionTable {
    private final Map<VersionId, Slot> slots = new HashMap<>();
    private volatile Map<VersionId, ServedVersion> ready = Map.of();
    private volatile Map<VersionId, VersionFacts> known = Map.of();

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
        if (slots.remove(id, slot)) {
            forget(id);
        }
    }

    /** Nobody finds it any more; who calls lets it go and removes it last of all. */
    synchronized void end(VersionId id, Slot slot) {
        slot.ends();
        forget(id);
    }

    /** Those that requests may use now. */
    Map<VersionId, ServedVersion> ready() {
        return ready;
    }

    /** What is known of those that are ready, wherever they are kept. */
    Map<VersionId, VersionFacts> known() {
        return known;
    }

    /** Requests find it in memory from now on. */
    synchronized void show(VersionId id, ServedVersion version) {
        known = with(known, id, version.facts());
        ready = with(ready, id, version);
    }

    /** It leaves memory and stays known. */
    synchronized void hide(VersionId id) {
        ready = without(ready, id);
    }

    /** It is not ready any more. */
    synchronized void forget(VersionId id) {
        ready = without(ready, id);
        known = without(known, id);
    }

    private static <T> Map<VersionId, T> with(Map<VersionId, T> all, VersionId id, T one) {
        Map<VersionId, T> next = new HashMap<>(all);
        next.put(id, one);
        return Map.copyOf(next);
    }

    private static <T> Map<VersionId, T> without(Map<VersionId, T> all, VersionId id) {
        if (!all.containsKey(id)) {
            return all;
        }
        Map<VersionId, T> next = new HashMap<>(all);
        next.remove(id);
        return Map.copyOf(next);
    }

    /** Where one is kept; null where it is not ready. */
    synchronized @Nullable Residence residence(VersionId id) {
        Slot slot = slots.get(id);
        return slot == null ? null : slot.residence();
    }

    /** Where each ready version is kept. */
    synchronized Map<VersionId, Residence> residences() {
        Map<VersionId, Residence> residences = new HashMap<>();
        for (Map.Entry<VersionId, Slot> entry : slots.entrySet()) {
            Residence residence = entry.getValue().residence();
            if (residence != null) {
                residences.put(entry.getKey(), residence);
            }
        }
        return residences;
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
