package dev.slipway.inference.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inference.testing.FakeMachine;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    private static final long MIB = 1L << 20;
    private static final Holder A = new Holder("a", 1);
    private static final Holder B = new Holder("b", 1);
    private static final MemoryReading UNTOLD =
            new MemoryReading(
                    OptionalLong.empty(), OptionalLong.empty(), 0, OptionalLong.empty(), 0, 0);

    private final FakeMachine machine = new FakeMachine(1000 * MIB);
    private final NativeMemory memory = new NativeMemory(machine, new MemorySettings(0));

    private NativeMemory.Share lane(Holder holder, long weights) {
        NativeMemory.Share share = memory.reserveLane(holder, weights);
        if (share == null) {
            throw new AssertionError("no room");
        }
        return share;
    }

    @Test
    void aVersionIsAccountedWithItsFilesUntilItIsKnownWhatItTook() throws Exception {
        NativeMemory.Share share = memory.reserve(A, 300 * MIB);
        assertThat(memory.held()).isEqualTo(Map.of(A, 300 * MIB));
        machine.take(450 * MIB);
        share.settle();
        assertThat(memory.held()).isEqualTo(Map.of(A, 450 * MIB));
        assertThat(memory.free()).hasValue(550 * MIB);
    }

    @Test
    void itIsAccountedWithItsFilesAtLeast() throws Exception {
        NativeMemory.Share share = memory.reserve(A, 300 * MIB);
        machine.take(20 * MIB);
        share.settle();
        assertThat(memory.held()).isEqualTo(Map.of(A, 300 * MIB));
    }

    @Test
    void whatWasMeasuredWhileOthersCameOrWentIsNotTaken() throws Exception {
        NativeMemory.Share share = memory.reserve(A, 100 * MIB);
        NativeMemory.Share other = lane(B, 10 * MIB);
        machine.take(400 * MIB);
        other.release();
        share.settle();
        assertThat(memory.held()).isEqualTo(Map.of(A, 100 * MIB));
    }

    @Test
    void whatIsReleasedIsFreeAgainAndOnlyOnce() throws Exception {
        NativeMemory.Share share = memory.reserve(A, 300 * MIB);
        NativeMemory.Share kept = memory.reserve(A, 200 * MIB);
        assertThat(memory.free()).hasValue(500 * MIB);
        share.release();
        share.release();
        assertThat(memory.free()).hasValue(800 * MIB);
        kept.release();
        assertThat(memory.held()).isEmpty();
    }

    @Test
    void aVersionIsRefusedOnlyWhereItsFilesAndALittleDoNotFitOnce() throws Exception {
        assertThat(memory.shortage(968 * MIB)).isNull();
        assertThatThrownBy(() -> memory.reserve(A, 969 * MIB))
                .isInstanceOf(MemoryShortageException.class)
                .hasMessage(
                        "it does not fit into memory: it needs at least 1001 MiB, 969 of them for"
                                + " its weights, and 1000 MiB are free on its machine; give that"
                                + " more memory, have fewer versions on this replica, or use a"
                                + " pool of larger replicas");
        assertThat(memory.refusals()).isOne();
        assertThat(memory.held()).isEmpty();
        memory.reserve(A, 968 * MIB).settle();
        assertThat(memory.refusals()).isOne();
    }

    @Test
    void whatNeedsAByteMoreThanIsFreeDoesNotReadAsIfItFitted() {
        assertThatThrownBy(() -> memory.reserve(A, 968 * MIB + 1))
                .hasMessageContaining("at least 1001 MiB, 969 of them")
                .hasMessageContaining("and 1000 MiB are free");
    }

    @Test
    void whatTheHeapMayStillTakeIsNotFreeOfTheProcessesLimit() {
        machine.heapMayTake(200 * MIB);
        assertThat(memory.free()).hasValue(800 * MIB);
        assertThat(memory.shortage(768 * MIB)).isNull();
        assertThatThrownBy(() -> memory.reserve(A, 769 * MIB))
                .hasMessageContaining(
                        "800 MiB are free of this replica's limit, beside the 200 MiB that its"
                                + " heap may still take; raise the limit, have fewer");
    }

    @Test
    void aHeapThatMayTakeMoreThanTheMachineHasKeepsNoVersionOut() {
        OptionalLong free = OptionalLong.of(1000 * MIB);
        MemoryReading without =
                new MemoryReading(free, OptionalLong.empty(), 0, free, 0, 4000 * MIB);
        NativeMemory shared = new NativeMemory(() -> without, new MemorySettings(0));
        assertThat(shared.shortage(968 * MIB)).isNull();
        assertThat(shared.shortage(969 * MIB)).isNotNull();
        assertThat(shared.laneFits(1)).isFalse();
    }

    @Test
    void swapIsRoomForAVersionAndNotForALane() {
        machine.swap(500 * MIB);
        assertThat(memory.shortage(1468 * MIB)).isNull();
        assertThat(memory.shortage(1469 * MIB)).isNotNull();
        assertThat(memory.laneFits(248 * MIB)).isTrue();
        assertThat(memory.laneFits(249 * MIB)).isFalse();
    }

    @Test
    void twoThatLoadAtOnceDoNotCountOnTheSameBytes() throws Exception {
        NativeMemory.Share lane = lane(A, 200 * MIB);
        assertThat(memory.shortage(368 * MIB)).isNull();
        assertThatThrownBy(() -> memory.reserve(B, 400 * MIB))
                .hasMessageContaining("400 MiB are free");
        lane.release();
        memory.reserve(B, 400 * MIB).settle();
    }

    @Test
    void aWideLaneLeavesRoomToOthersAndToTheHeap() {
        assertThat(memory.laneFits(248 * MIB)).isTrue();
        assertThat(memory.reserveLane(A, 249 * MIB)).isNull();
        machine.heapMayTake(MIB);
        assertThat(memory.reserveLane(A, 248 * MIB)).isNull();
        assertThat(memory.hasLanes()).isFalse();
    }

    @Test
    void aWideLaneIsDeniedWhatAVersionIsLoadedInto() throws Exception {
        NativeMemory.Share share = memory.reserve(A, 100 * MIB);
        assertThat(memory.reserveLane(B, 248 * MIB)).isNull();
        share.release();
        assertThat(memory.reserveLane(B, 248 * MIB)).isNotNull();
        assertThat(memory.hasLanes()).isTrue();
    }

    @Test
    void aWideLaneIsDeniedEverythingWhileAVersionWaits() {
        memory.keepForVersions(true);
        assertThat(memory.laneFits(1)).isFalse();
        assertThat(memory.reserveLane(A, 1)).isNull();
        memory.keepForVersions(false);
        assertThat(memory.laneFits(1)).isTrue();
    }

    @Test
    void aLaneAndItsVersionAreOneHolder() throws Exception {
        memory.reserve(A, 100 * MIB).settle();
        NativeMemory.Share lane = lane(A, 100 * MIB);
        assertThat(memory.held()).isEqualTo(Map.of(A, 400 * MIB));
        lane.settle();
        assertThat(memory.held()).isEqualTo(Map.of(A, 200 * MIB));
        assertThat(memory.hasLanes()).isTrue();
        lane.release();
        assertThat(memory.hasLanes()).isFalse();
    }

    @Test
    void whereNothingCanBeToldAVersionIsLetInAndALaneIsNot() throws Exception {
        NativeMemory untold = new NativeMemory(() -> UNTOLD, new MemorySettings(0));
        NativeMemory.Share share = untold.reserve(A, 1L << 50);
        share.settle();
        assertThat(untold.held()).isEqualTo(Map.of(A, 1L << 50));
        assertThat(untold.free()).isEmpty();
        assertThat(untold.laneFits(1)).isFalse();
    }

    @Test
    void theSettingBoundsWhatTheProcessHoldsOutsideItsHeap() {
        NativeMemory bound = new NativeMemory(machine, new MemorySettings(500 * MIB));
        machine.take(100 * MIB);
        machine.heapMayTake(200 * MIB);
        assertThat(bound.free()).hasValue(400 * MIB);
        assertThat(bound.shortage(368 * MIB)).isNull();
        assertThatThrownBy(() -> bound.reserve(A, 369 * MIB))
                .hasMessageContaining("400 MiB are free of what SLIPWAY_MAX_NATIVE_BYTES allows");
    }

    @Test
    void itHoldsByTheAccountWhereTheProcessCannotBeMeasured() throws Exception {
        NativeMemory bound = new NativeMemory(() -> UNTOLD, new MemorySettings(500 * MIB));
        bound.reserve(A, 300 * MIB).settle();
        assertThat(bound.shortage(168 * MIB)).isNull();
        assertThat(bound.shortage(169 * MIB)).isNotNull();
    }
}
