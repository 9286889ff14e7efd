package dev.slipway.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.inference.memory.Holder;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.model.PlayedModels.PlayedEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Room for two versions: a third one lacks 1 MiB of what one of them holds. */
class RestingVersionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Assignment ONE = PlayedModels.version("one", 1);
    private static final Assignment TWO = PlayedModels.version("two", 2);
    private static final Assignment THREE = PlayedModels.version("three", 3);

    @TempDir Path folder;

    private PlayedModels played;

    @BeforeEach
    void loadTwo() throws Exception {
        played = new PlayedModels(folder, 55 * PlayedModels.MIB);
        played.assign(ONE);
        played.awaitWord(ONE, "READY");
        played.later(SECOND);
        played.assign(ONE, TWO);
        played.awaitWord(TWO, "READY");
    }

    @Test
    void theLeastRecentlyUsedOneLeavesForAnotherAndStaysReady() {
        played.later(SECOND);
        played.use(ONE);
        played.later(PlayedModels.IDLE);
        played.assign(ONE, TWO, THREE);
        played.awaitWord(THREE, "READY");
        played.awaitResidence(TWO, Residence.MAPPED);
        assertThat(played.word(TWO))
                .isEqualTo(
                        "READY: it rests with its files mapped; the next request brings it back"
                                + " into memory");
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
        assertThat(played.models.facts(PlayedModels.id(TWO))).isNotNull();
        assertThat(played.models.use(PlayedModels.id(TWO))).isNull();
        assertThat(played.memory.held())
                .containsOnlyKeys(new Holder("one", 1), new Holder("three", 1));
        assertThat(played.models.residenceCounters().rests()).isOne();
        assertThat(played.unloaded).isEmpty();
    }

    @Test
    void whatWasUsedALittleWhileAgoStays() {
        played.later(PlayedModels.IDLE.minusNanos(1).minus(SECOND));
        played.use(ONE);
        played.assign(ONE, TWO, THREE);
        played.awaitWord(THREE, "LOADING: it waits for others to go");
        assertThat(played.residence(TWO)).isEqualTo(Residence.LOADED);
        played.later(SECOND);
        played.models.unloadQuiet();
        assertThat(played.word(THREE)).startsWith("LOADING: it waits");
        played.later(Duration.ofNanos(1));
        played.models.unloadQuiet();
        played.awaitWord(THREE, "READY");
        assertThat(played.residence(TWO)).isNotEqualTo(Residence.LOADED);
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
    }

    @Test
    void whatIsInUseNeverLeaves() {
        ServedVersion one = Objects.requireNonNull(played.models.use(PlayedModels.id(ONE)));
        ServedVersion two = Objects.requireNonNull(played.models.use(PlayedModels.id(TWO)));
        played.later(PlayedModels.IDLE);
        played.assign(ONE, TWO, THREE);
        played.awaitWord(THREE, "LOADING: it waits");
        one.release(played.now.get());
        played.models.unloadQuiet();
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
        played.later(PlayedModels.IDLE);
        played.models.unloadQuiet();
        played.awaitWord(THREE, "READY");
        assertThat(played.residence(TWO)).isEqualTo(Residence.LOADED);
        assertThat(played.residence(ONE)).isNotEqualTo(Residence.LOADED);
        two.release(played.now.get());
    }

    @Test
    void nobodyLeavesInVain() {
        played.machine.take(16 * PlayedModels.MIB);
        played.later(PlayedModels.IDLE);
        played.assign(ONE, TWO, THREE);
        played.awaitWord(THREE, "LOADING: it waits");
        played.models.unloadQuiet();
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
        assertThat(played.residence(TWO)).isEqualTo(Residence.LOADED);
    }

    @Test
    void severalLeaveWhereOneIsNotEnough() {
        played.machine.take(15 * PlayedModels.MIB);
        played.later(PlayedModels.IDLE);
        played.assign(ONE, TWO, THREE);
        played.awaitWord(THREE, "READY");
        assertThat(played.memory.held()).containsOnlyKeys(new Holder("three", 1));
        assertThat(played.models.residenceCounters().rests()).isEqualTo(2);
    }

    @Test
    void wideLanesGoBeforeAnyVersionDoes() {
        played.machine.comesFree(300 * PlayedModels.MIB);
        NativeMemory.Share lane =
                Objects.requireNonNull(
                        played.memory.reserveLane(new Holder("other", 1), PlayedModels.MIB));
        lane.settle();
        played.machine.take(300 * PlayedModels.MIB);
        played.later(PlayedModels.IDLE);
        played.assign(ONE, TWO, THREE);
        played.awaitWord(THREE, "LOADING: it waits");
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
        assertThat(played.residence(TWO)).isEqualTo(Residence.LOADED);
        // It is asked for once: a lane that is in use does not keep it out.
        played.models.unloadQuiet();
        played.awaitWord(THREE, "READY");
        assertThat(played.residence(ONE)).isNotEqualTo(Residence.LOADED);
    }

    @Test
    void oneThatIsUnloadedByItsNameLeavesWhenItsRequestsAreAnswered() {
        PlayedEngine engine = Objects.requireNonNull(played.lastOpened);
        ServedVersion used = Objects.requireNonNull(played.models.use(PlayedModels.id(TWO)));
        assertThat(played.models.unload(PlayedModels.id(TWO))).isTrue();
        assertThat(played.models.use(PlayedModels.id(TWO))).isNull();
        assertThat(played.models.unload(PlayedModels.id(TWO))).isFalse();
        assertThat(engine.closed).isFalse();
        used.release(played.now.get());
        played.awaitResidence(TWO, Residence.MAPPED);
        assertThat(engine.closed).isTrue();
        assertThat(played.models.unload(new VersionId("nobody", 1))).isFalse();
    }

    @Test
    void mappedFilesGoWhenTheMachineIsShortOfMemory() {
        played.models.unload(PlayedModels.id(ONE));
        played.awaitResidence(ONE, Residence.MAPPED);
        played.machine.take(9 * PlayedModels.MIB);
        played.assign(ONE, TWO, THREE);
        played.awaitWord(THREE, "LOADING: it waits");
        assertThat(played.residence(ONE)).isEqualTo(Residence.CACHED);
        assertThat(played.word(ONE)).startsWith("READY: it rests in the artefact cache");
    }

    @Test
    void mappedFilesGoAfterALongTime() {
        played.models.unload(PlayedModels.id(ONE));
        played.awaitResidence(ONE, Residence.MAPPED);
        Duration old = PlayedModels.IDLE.multipliedBy(RestingFiles.MAPPED_TIMES_IDLE);
        played.later(old.minusNanos(1));
        played.models.unloadQuiet();
        assertThat(played.residence(ONE)).isEqualTo(Residence.MAPPED);
        played.later(Duration.ofNanos(1));
        played.models.unloadQuiet();
        assertThat(played.residence(ONE)).isEqualTo(Residence.CACHED);
    }

    @Test
    void oneThatIsWithdrawnWhileItRestsGoesWhenItWasQuiet() {
        played.models.unload(PlayedModels.id(ONE));
        played.awaitResidence(ONE, Residence.MAPPED);
        played.assign(TWO);
        played.later(PlayedModels.QUIET.minusNanos(1));
        played.models.unloadQuiet();
        assertThat(played.residence(ONE)).isEqualTo(Residence.MAPPED);
        assertThat(played.models.facts(PlayedModels.id(ONE))).isNotNull();
        played.later(Duration.ofNanos(1));
        played.models.unloadQuiet();
        assertThat(played.word(ONE)).isEmpty();
        assertThat(played.residence(ONE)).isNull();
        assertThat(played.models.facts(PlayedModels.id(ONE))).isNull();
        assertThat(played.models.seals()).containsOnly(TWO.manifestSha256());
        assertThat(played.unloaded).containsExactly(PlayedModels.id(ONE));
    }

    @Test
    void oneThatIsWithdrawnWhileItsLastRequestIsAnsweredGoesAfterThat() {
        ServedVersion used = Objects.requireNonNull(played.models.use(PlayedModels.id(ONE)));
        played.models.unload(PlayedModels.id(ONE));
        played.assign(TWO);
        assertThat(played.word(ONE)).startsWith("READY: it leaves memory");
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
        played.later(PlayedModels.QUIET);
        played.models.unloadQuiet();
        assertThat(played.unloaded).isEmpty();
        used.release(played.now.get());
        played.awaitResidence(ONE, Residence.CACHED);
        played.models.unloadQuiet();
        assertThat(played.word(ONE)).isEmpty();
        assertThat(played.unloaded).containsExactly(PlayedModels.id(ONE));
    }
}
