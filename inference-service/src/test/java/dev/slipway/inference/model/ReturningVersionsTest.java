package dev.slipway.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.inference.memory.Holder;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.model.PlayedModels.Waiter;
import dev.slipway.inference.refusal.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One version that rests, and just the memory that it needs. */
class ReturningVersionsTest {
    private static final int WARM_UP_RUNS = 2;
    private static final Assignment ONE = PlayedModels.version("one", 1);
    private static final Assignment TWO = PlayedModels.version("two", 2);
    private static final VersionId ID = PlayedModels.id(ONE);

    @TempDir Path folder;

    private PlayedModels played;
    private VersionFacts facts;

    @BeforeEach
    void rest() throws Exception {
        played = new PlayedModels(folder, 40 * PlayedModels.MIB);
        played.assign(ONE);
        played.awaitWord(ONE, "READY");
        facts = Objects.requireNonNull(played.models.facts(ID));
        played.models.unload(ID);
        played.awaitResidence(ONE, Residence.MAPPED);
    }

    private Waiter waiter() {
        Waiter waiter = new Waiter();
        assertThat(played.models.await(ID, waiter)).isTrue();
        return waiter;
    }

    private void release(Waiter... waiters) {
        for (Waiter waiter : waiters) {
            waiter.came.forEach(version -> version.release(played.now.get()));
        }
    }

    @Test
    void howeverManyWaitItIsLoadedOnceAndEachIsToldOnce() {
        played.gate = new CountDownLatch(1);
        Waiter first = waiter();
        PlayedModels.await(() -> played.loads.get() == 2);
        Waiter second = waiter();
        Waiter third = waiter();
        assertThat(first.isTold()).isFalse();
        assertThat(played.word(ONE)).startsWith("READY: it rests");
        played.gate.countDown();
        for (Waiter waiter : List.of(first, second, third)) {
            PlayedModels.await(waiter::isTold);
            assertThat(waiter.came).hasSize(1);
            assertThat(waiter.refusals).isEmpty();
        }
        assertThat(played.loads).hasValue(2);
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
        assertThat(played.models.residenceCounters().comebacks()).isOne();
        Waiter late = waiter();
        assertThat(late.came).isEqualTo(first.came);
        release(first, second, third, late);
    }

    @Test
    void whatIsKnownIsNotTriedAgain() {
        int runsBefore = Objects.requireNonNull(played.lastOpened).runs.get();
        assertThat(runsBefore).isGreaterThan(WARM_UP_RUNS);
        Waiter waiter = waiter();
        PlayedModels.await(waiter::isTold);
        assertThat(Objects.requireNonNull(played.lastOpened).runs).hasValue(WARM_UP_RUNS);
        assertThat(played.models.facts(ID)).isSameAs(facts);
        assertThat(waiter.came.getFirst().facts()).isSameAs(facts);
        release(waiter);
    }

    @Test
    void eachWhoWaitedHoldsIt() {
        Waiter first = waiter();
        Waiter second = waiter();
        PlayedModels.await(() -> first.isTold() && second.isTold());
        played.models.unload(ID);
        release(first);
        assertThat(Objects.requireNonNull(played.lastOpened).closed).isFalse();
        release(second);
        PlayedModels.await(() -> Objects.requireNonNull(played.lastOpened).closed);
    }

    @Test
    void whoLeftIsNotTold() {
        played.gate = new CountDownLatch(1);
        Waiter left = waiter();
        Waiter stays = waiter();
        PlayedModels.await(() -> played.loads.get() == 2);
        played.models.leave(ID, left);
        played.gate.countDown();
        PlayedModels.await(stays::isTold);
        assertThat(left.isTold()).isFalse();
        release(stays);
        played.models.unload(ID);
        played.awaitResidence(ONE, Residence.MAPPED);
    }

    @Test
    void whereThereIsNoMemoryAllAreRefusedWithTheNumbersAndItRestsOn() {
        played.machine.take(1);
        Waiter refused = waiter();
        PlayedModels.await(refused::isTold);
        Refusal why = refused.refusals.getFirst();
        assertThat(why.code()).isEqualTo(ErrorCode.NOT_READY);
        assertThat(why.message())
                .startsWith("this version left memory while nobody asked for it")
                .contains("needs at least 40 MiB", "39 MiB are free");
        assertThat(why.retryAfterSeconds())
                .isEqualTo(Math.toIntExact(PlayedModels.IDLE.toSeconds()));
        assertThat(refused.came).isEmpty();
        assertThat(played.word(ONE)).startsWith("READY: it rests");
        assertThat(played.loads).hasValue(1);
        assertThat(played.models.residenceCounters().failedComebacks()).isOne();
        played.machine.comesFree(1);
        Waiter welcome = waiter();
        PlayedModels.await(welcome::isTold);
        assertThat(welcome.came).hasSize(1);
        release(welcome);
    }

    @Test
    void anotherOneThatIsIdleLeavesForIt() {
        played.assign(ONE, TWO);
        played.awaitWord(TWO, "READY");
        played.later(PlayedModels.IDLE);
        Waiter waiter = waiter();
        PlayedModels.await(waiter::isTold);
        assertThat(waiter.came).hasSize(1);
        assertThat(played.residence(TWO)).isNotEqualTo(Residence.LOADED);
        release(waiter);
    }

    @Test
    void itWaitsOnceForWideLanesToMakeWay() {
        played.machine.comesFree(300 * PlayedModels.MIB);
        NativeMemory.Share lane =
                Objects.requireNonNull(
                        played.memory.reserveLane(new Holder("other", 1), PlayedModels.MIB));
        lane.settle();
        played.machine.take(301 * PlayedModels.MIB);
        Waiter waiter = waiter();
        PlayedModels.await(() -> played.memory.refusals() == 1);
        lane.release();
        played.machine.comesFree(PlayedModels.MIB);
        PlayedModels.await(() -> {
            played.models.unloadQuiet();
            return waiter.isTold();
        });
        assertThat(waiter.came).hasSize(1);
        release(waiter);
    }

    @Test
    void oneThatCannotBeLoadedAgainHasFailedAndAllAreRefused() {
        played.refuses = true;
        played.gate = new CountDownLatch(1);
        Waiter first = waiter();
        Waiter second = waiter();
        played.gate.countDown();
        PlayedModels.await(() -> first.isTold() && second.isTold());
        assertThat(first.refusals).extracting(Refusal::code).containsExactly(ErrorCode.NOT_READY);
        assertThat(second.refusals).hasSize(1);
        assertThat(played.word(ONE)).isEqualTo("FAILED: no");
        assertThat(played.models.facts(ID)).isNull();
        assertThat(played.residence(ONE)).isNull();
        assertThat(played.models.await(ID, new Waiter())).isFalse();
        PlayedModels.await(() -> played.unloaded.contains(ID));
        played.assign();
        assertThat(played.word(ONE)).isEmpty();
    }

    @Test
    void oneThatIsWithdrawnWhileItComesBackAnswersThoseWhoWaitAndGoesThen() {
        played.gate = new CountDownLatch(1);
        Waiter waiter = waiter();
        PlayedModels.await(() -> played.loads.get() == 2);
        played.assign();
        assertThat(played.word(ONE)).startsWith("READY");
        played.gate.countDown();
        PlayedModels.await(waiter::isTold);
        assertThat(waiter.came).hasSize(1);
        release(waiter);
        played.later(PlayedModels.QUIET);
        played.models.unloadQuiet();
        PlayedModels.await(() -> played.word(ONE).isEmpty());
        assertThat(played.unloaded).containsExactly(ID);
    }

    @Test
    void oneThatIsWantedWhileItLeavesComesBackAfterThat() {
        Waiter first = waiter();
        PlayedModels.await(first::isTold);
        played.models.unload(ID);
        Waiter second = waiter();
        assertThat(second.isTold()).isFalse();
        release(first);
        PlayedModels.await(second::isTold);
        assertThat(second.came).hasSize(1);
        assertThat(second.came).isNotEqualTo(first.came);
        release(second);
    }

    @Test
    void oneThatThrowsWhenItIsToldKeepsTheVersionFromNobody() {
        played.gate = new CountDownLatch(1);
        List<Refusal> refusals = new CopyOnWriteArrayList<>();
        ArrivalSink broken =
                new ArrivalSink() {
                    @Override
                    public boolean came(ServedVersion version) {
                        throw new IllegalStateException("a bug");
                    }

                    @Override
                    public void failed(Refusal why) {
                        refusals.add(why);
                    }
                };
        assertThat(played.models.await(ID, broken)).isTrue();
        Waiter waiter = waiter();
        played.gate.countDown();
        PlayedModels.await(waiter::isTold);
        assertThat(waiter.came).hasSize(1);
        assertThat(refusals).hasSize(1);
        release(waiter);
        played.models.unload(ID);
        played.awaitResidence(ONE, Residence.MAPPED);
    }

    @Test
    void whoAsksByItsNameWaitsUntilItIsThereAndDoesNotUseIt() throws Exception {
        assertThat(played.models.refusalToLoad(ID)).isNull();
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
        assertThat(played.models.refusalToLoad(ID)).isNull();
        assertThat(played.loads).hasValue(2);
        assertThat(played.models.refusalToLoad(new VersionId("nobody", 1))).isNotNull();
        played.models.unload(ID);
        played.awaitResidence(ONE, Residence.MAPPED);
        played.machine.take(1);
        assertThat(played.models.refusalToLoad(ID)).isNotNull();
    }
}
