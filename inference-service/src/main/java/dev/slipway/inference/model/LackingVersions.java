package dev.slipway.inference.model;

import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what comes of versions that do not fit into memory, or onto their card. One waits, for a
 * minute at most, while something goes that holds memory: a withdrawn version when it was quiet,
 * one that rests, a wide lane at once. Beside a version that is loaded it waits a moment anyway,
 * since that one may be withdrawn already, or idle soon. Else it has failed, until it fits, alone
 * or since others that are idle by then leave for it. Slots are guarded by the lock of their {@link
 * VersionTable}.
 */
final class LackingVersions {
    private static final Logger LOG = LoggerFactory.getLogger(LackingVersions.class);

    private final Room room;
    private final RestingVersions resting;
    private final Map<VersionId, Slot> slots;
    private final LongSupplier nanoTime;

    LackingVersions(
            Room room, RestingVersions resting, Map<VersionId, Slot> slots, LongSupplier nanoTime) {
        this.room = room;
        this.resting = resting;
        this.slots = slots;
        this.nanoTime = nanoTime;
    }

    /**
     * What one look at them found.
     *
     * @param fits one that is to be loaded now, where others leave for it if they must; one at a
     *     time, since each is found to fit alone
     * @param waiting whether others wait
     * @param failed whether one waits no longer
     */
    record Look(Map.@Nullable Entry<VersionId, Slot> fits, boolean waiting, boolean failed) {}

    Look look() {
        Map.Entry<VersionId, Slot> fits = null;
        boolean waiting = false;
        boolean failed = false;
        for (Map.Entry<VersionId, Slot> entry : slots.entrySet()) {
            Slot.Lack lack = entry.getValue().lack;
            if (lack == null) {
                continue;
            }
            RoomShortage shortage = room.shortage(lack.files());
            if (shortage == null || resting.canMakeRoom(shortage)) {
                fits = fits == null ? entry : fits;
            } else if (entry.getValue().isWaiting()) {
                boolean waits =
                        waits(
                                entry.getKey(),
                                entry.getValue(),
                                new Slot.Lack(lack.files(), shortage.sentence()));
                waiting |= waits;
                failed |= !waits;
            }
        }
        return new Look(fits, waiting, failed);
    }

    /** Notes what a version lacks; false when it has failed. */
    boolean waits(VersionId id, Slot slot, Slot.Lack lack) {
        boolean wasWaiting = slot.isWaiting();
        // What came free since it was looked for is seen by looking once more, last of all.
        boolean isGoing =
                room.hasLanes()
                        || slots.values().stream().anyMatch(Slot::isGoing)
                        || room.shortage(lack.files()) == null;
        boolean mayGo = slots.values().stream().anyMatch(other -> other.version != null);
        boolean waits = slot.lacks(lack, isGoing, mayGo, nanoTime.getAsLong());
        if (!waits) {
            LOG.warn("{} failed: {}", id, lack.sentence());
        } else if (!wasWaiting) {
            LOG.info("{} waits for memory: {}", id, lack.sentence());
        }
        return waits;
    }
}
