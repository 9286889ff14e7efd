package dev.slipway.inference.model;

import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.memory.Shortage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The files of versions that rest: they stay mapped while there is room for their pages and the
 * rest is not too old.
 */
final class RestingFiles {
    /** Files stay mapped for so many times what makes a version idle. */
    static final int MAPPED_TIMES_IDLE = 60;

    private final Room room;
    private final VersionTable table;
    private final UnloadSettings settings;
    private final LongSupplier nanoTime;
    private final Runnable changed;

    /** None are mapped yet. */
    RestingFiles(
            Room room,
            VersionTable table,
            UnloadSettings settings,
            LongSupplier nanoTime,
            Runnable changed) {
        this.room = room;
        this.table = table;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    /** Maps those of one that fell asleep, and reads them, unless that rest is over meanwhile. */
    void map(Slot slot, Rest rest, LocalPackage files) {
        MappedFiles mapped = room.pagesFit(files) ? MappedFiles.of(Weights.files(files)) : null;
        if (mapped == null) {
            return;
        }
        boolean kept;
        synchronized (table) {
            kept = slot.rest == rest;
            if (kept) {
                rest.mapped = mapped;
                slot.detail = rest.sentence();
            }
        }
        if (!kept) {
            mapped.close();
            return;
        }
        changed.run();
        mapped.touch();
    }

    /** Lets pages of files go where it is the machine or the process's limit that is short. */
    void givePagesTo(Slot other, Shortage lacks) {
        if (lacks.bound() != Shortage.Bound.SETTING) {
            unmapAll(slot -> slot != other);
        }
    }

    /** Lets the files go that were mapped for long. To be called each second or so. */
    void unmapOld() {
        long since = nanoTime.getAsLong() - MAPPED_TIMES_IDLE * settings.idle().toNanos();
        unmapAll(slot -> slot.rest != null && slot.rest.sinceNanos - since <= 0);
    }

    private void unmapAll(Which which) {
        List<MappedFiles> going = new ArrayList<>();
        synchronized (table) {
            for (Slot slot : table.slots().values()) {
                MappedFiles mapped = slot.rest == null ? null : slot.rest.mapped;
                if (mapped != null && which.of(slot)) {
                    slot.unmap();
                    going.add(mapped);
                }
            }
        }
        if (!going.isEmpty()) {
            going.forEach(MappedFiles::close);
            changed.run();
        }
    }

    /** Some of the slots; asked with the table's lock. */
    @FunctionalInterface
    private interface Which {
        boolean of(Slot slot);
    }
}
