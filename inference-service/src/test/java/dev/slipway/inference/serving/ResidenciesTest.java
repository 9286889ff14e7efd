package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.RepositoryIndexResponse;
import dev.slipway.contract.openinference.RepositoryIndexResponse.ModelIndex;
import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.dialect.oip.protobuf.OipProtobufConfiguration;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.model.Residence;
import dev.slipway.inference.model.Residents;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResidenciesTest {
    private static final VersionId ID = new VersionId("m", 3);
    private static final long PATIENCE_SECONDS = 20;

    private final PlayedResidents residents = new PlayedResidents();
    private final RequestCounters counters = new RequestCounters();
    private final InFlight inFlight = new InFlight();
    private final Residencies residencies = new Residencies(residents, inFlight, counters);

    /** Loads when it is let, and as it is told to. */
    private static final class PlayedResidents implements Residents {
        private final Map<VersionId, Residence> kept =
                new ConcurrentHashMap<>(Map.of(ID, Residence.CACHED));
        private final CountDownLatch go = new CountDownLatch(1);
        private final Semaphore interrupted = new Semaphore(0);
        private volatile @Nullable Refusal lack;
        private volatile boolean broken;

        @Override
        public @Nullable Residence residence(VersionId id) {
            return kept.get(id);
        }

        @Override
        public @Nullable Refusal refusalToLoad(VersionId id) throws InterruptedException {
            try {
                go.await();
            } catch (InterruptedException nobodyWaits) {
                interrupted.release();
                throw nobodyWaits;
            }
            if (broken) {
                throw new IllegalStateException("a bug");
            }
            return lack;
        }

        @Override
        public boolean unload(VersionId id) {
            return kept.replace(id, Residence.LOADED, Residence.CACHED);
        }
    }

    private static Deadline in(Duration time) {
        return Deadline.in(time, () -> 0);
    }

    private CompletableFuture<Outcome> load(Duration time) {
        Opening opening = residencies.load(ID, in(time));
        if (opening instanceof Opening.Later(CompletableFuture<Outcome> outcome)) {
            return outcome;
        }
        throw new AssertionError("it is answered at once: " + opening);
    }

    private static Outcome awaited(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Refusal refusal(CompletableFuture<Outcome> outcome) throws Exception {
        if (awaited(outcome) instanceof Outcome.Refused(Refusal refusal)) {
            return refusal;
        }
        throw new AssertionError("it was not refused");
    }

    private void assertInterrupted() throws InterruptedException {
        assertThat(residents.interrupted.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLoadIsAnsweredWhenTheVersionIsThere() throws Exception {
        CompletableFuture<Outcome> outcome = load(Duration.ofMinutes(1));
        assertThat(outcome).isNotDone();

        residents.go.countDown();

        Outcome done = awaited(outcome);
        assertThat(done).isInstanceOf(Outcome.Done.class);
        if (done instanceof Outcome.Done(Reply reply)) {
            assertThat(reply.version()).isEqualTo(3);
            assertThat(reply.body()).isEmpty();
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheNumbers() throws Exception {
        residents.lack =
                new Refusal(ErrorCode.NOT_READY, "it needs at least 9 MiB, and 4 MiB are free");
        residents.go.countDown();

        Refusal refusal = refusal(load(Duration.ofMinutes(1)));

        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_READY);
        assertThat(refusal.message()).contains("9 MiB");
        assertThat(counters.refusedWith(ErrorCode.NOT_READY)).isEqualTo(1);
    }

    @Test
    void aBugEndsTheOneLoadAndTellsNothing() throws Exception {
        residents.broken = true;
        residents.go.countDown();

        Refusal refusal = refusal(load(Duration.ofMinutes(1)));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(refusal.message()).doesNotContain("bug");
    }

    @Test
    void aLoadThatTakesTooLongIsWaitedForNoMore() throws Exception {
        Refusal refusal = refusal(load(Duration.ofMillis(1)));

        assertThat(refusal.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertInterrupted();
    }

    @Test
    void neitherIsOneWhoseClientLeft() throws Exception {
        load(Duration.ofMinutes(1)).cancel(false);

        assertInterrupted();
    }

    @Test
    void whoeverWaitsForALoadIsToldThatTheReplicaGoes() throws Exception {
        CompletableFuture<Outcome> waiting = load(Duration.ofMinutes(1));

        inFlight.refuseLoads();

        assertThat(refusal(waiting).code()).isEqualTo(ErrorCode.DRAINING);
        assertInterrupted();
        Opening late = residencies.load(ID, in(Duration.ofMinutes(1)));
        assertThat(late).isInstanceOf(Opening.Refused.class);
    }

    @Test
    void soManyLoadsAreWaitedForAtATime() throws Exception {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < Residencies.MOST_LOADS; i++) {
            outcomes.add(load(Duration.ofMinutes(1)));
        }

        Opening opening = residencies.load(ID, in(Duration.ofMinutes(1)));

        assertThat(opening).isInstanceOf(Opening.Refused.class);
        if (opening instanceof Opening.Refused(Refusal refusal, var _)) {
            assertThat(refusal.code()).isEqualTo(ErrorCode.QUEUE_FULL);
        }
        residents.go.countDown();
        for (CompletableFuture<Outcome> outcome : outcomes) {
            assertThat(awaited(outcome)).isInstanceOf(Outcome.Done.class);
        }
    }

    @Test
    void whatIsNotAssignedIsNotHere() {
        assertThat(residencies.has(ID)).isTrue();
        assertThat(residencies.has(new VersionId("m", 4))).isFalse();
    }

    @Test
    void whatRestsAlreadyStaysSo() {
        residents.kept.put(ID, Residence.LOADED);

        assertThat(residencies.unload(ID)).isInstanceOf(Opening.Answered.class);
        assertThat(residents.residence(ID)).isEqualTo(Residence.CACHED);
        assertThat(residencies.unload(ID)).isInstanceOf(Opening.Answered.class);
    }

    private static LoadedVersion known(int version) {
        return new LoadedVersion("m", version, LoadState.READY, null);
    }

    @Test
    void theIndexTellsHowNearEachVersionIsKept() throws Exception {
        residents.kept.put(new VersionId("m", 1), Residence.LOADED);
        residents.kept.put(new VersionId("m", 2), Residence.MAPPED);

        Opening opening =
                residencies.index(
                        ID,
                        List.of(known(1), known(2), known(3), known(4)),
                        OipProtobufConfiguration.oipCodec());

        if (!(opening instanceof Opening.Answered(Reply reply))) {
            throw new AssertionError("it is not answered at once");
        }
        assertThat(RepositoryIndexResponse.parseFrom(reply.body()).getModelsList())
                .extracting(ModelIndex::getVersion, ModelIndex::getState, ModelIndex::getReason)
                .containsExactly(
                        tuple("1", "READY", ""),
                        tuple("2", "UNAVAILABLE", Residencies.MAPPED),
                        tuple("3", "UNAVAILABLE", Residencies.CACHED));
    }
}
