package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.engine.CardShortage;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.memory.Holder;
import dev.slipway.inference.memory.MemoryShortageException;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.memory.Shortage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The room that versions are loaded into: native memory of this process, and a part of a card for
 * those that run on one.
 */
final class Room {
    private final NativeMemory memory;
    private final EngineFactory engines;
    private final EngineSettings settings;

    Room(NativeMemory memory, EngineFactory engines, EngineSettings settings) {
        this.memory = memory;
        this.engines = engines;
        this.settings = settings;
    }

    /** As whom the account of memory knows a version. */
    static Holder holder(VersionId id) {
        return new Holder(id.model(), id.version());
    }

    /** What a version would lack now, outside its card or else on it; null where it fits. */
    @Nullable RoomShortage shortage(LocalPackage files) {
        Shortage outside = memory.shortage(bytesOutsideACard(files));
        if (outside != null) {
            return new RoomShortage.Memory(outside);
        }
        CardShortage onCard = engines.of(files.manifest()).shortage();
        return onCard == null ? null : new RoomShortage.Card(onCard);
    }

    /**
     * Takes what a version needs at least outside its card, on which there must be room too.
     *
     * @throws MemoryShortageException when it cannot fit now
     */
    NativeMemory.Share reserve(VersionId id, LocalPackage files) throws MemoryShortageException {
        CardShortage onCard = engines.of(files.manifest()).shortage();
        if (onCard != null) {
            throw new MemoryShortageException(onCard.sentence());
        }
        return memory.reserve(holder(id), bytesOutsideACard(files));
    }

    /** For one more engine, which has to leave more to others; null where there is no room. */
    NativeMemory.@Nullable Share reserveLane(VersionId id, Manifest manifest) {
        return memory.reserveLane(holder(id), Weights.bytes(manifest));
    }

    /** External data that goes to a card is only read from its file. */
    private long bytesOutsideACard(LocalPackage files) {
        return settings.isOnProcessor()
                ? Weights.bytes(files.manifest())
                : Weights.ofGraph(files.manifest());
    }

    /** Bytes of a card that come free when a version's engine is closed. */
    long promisedOf(int device, LocalPackage files) {
        return engines.of(files.manifest()).promisedOf(device);
    }

    /** Whether wide lanes hold memory, which they give to a version that waits for some. */
    boolean hasLanes() {
        return memory.hasLanes();
    }

    /** While true no wide lane is opened: a version waits for memory. */
    void keepForVersions(boolean keep) {
        memory.keepForVersions(keep);
    }

    /** Whether all that a version's sessions read finds room as pages of files. */
    boolean pagesFit(LocalPackage files) {
        return memory.pagesFit(Weights.bytes(files.manifest()));
    }

    /** What each version is accounted with, in bytes. */
    Map<Holder, Long> held() {
        return memory.held();
    }
}
