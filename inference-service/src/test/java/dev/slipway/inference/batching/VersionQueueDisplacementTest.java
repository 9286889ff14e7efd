package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who makes room in a queue of one thread, which a run of somebody else occupies. */
class VersionQueueDisplacementTest {
    private final HeldEngine engine = new HeldEngine();

    /** Its time stands still, so that nobody is charged for the run. */
    private final RunCounters counters = new RunCounters(() -> 0);

    private final VersionQueue queue =
            new VersionQueue(
                    "test",
                    engine,
                    MergeRule.declared(4, null),
                    KnownCost.of(100),
                    WideLane.none(),
                    1,
                    counters);

    /** Places by tenant, those too of requests that do not wait here. */
    private final Map<String, Integer> places = new HashMap<>();

    @AfterEach
    void close() {
        engine.first.countDown();
        queue.close();
    }

    /** A request that waits. */
    private record Sent(Party party, CancelToken cancel, List<WaitingSink> sinks) {}

    private Sent send(int priority, String tenant, int... rowsOfWorks) {
        Sent sent = new Sent(new Party(_ -> null), new CancelToken(), new ArrayList<>());
        List<Work> works = new ArrayList<>();
        for (int rows : rowsOfWorks) {
            WaitingSink sink = new WaitingSink();
            sent.sinks().add(sink);
            EngineRequest request =
                    new EngineRequest(
                            Map.of("x", Tensor.floats(new float[rows], rows, 1)),
                            List.of("y"),
                            Deadline.in(Duration.ofSeconds(60), () -> 0),
                            sent.cancel());
            RequestClass of = new RequestClass(priority, tenant);
            works.add(new Work(request, sink, RunObserver.NOBODY, of, sent.party()));
        }
        queue.submit(works);
        places.put(tenant, places(tenant) + 1);
        return sent;
    }

    private int places(String tenant) {
        return places.getOrDefault(tenant, 0);
    }

    private Sent occupy() throws InterruptedException {
        Sent running = send(5, "running", 1);
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
        return running;
    }

    private @Nullable Party makeRoom(int priority, String tenant) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(60), () -> 0);
        return queue.makeRoom(new RequestClass(priority, tenant), deadline, this::places);
    }

    @Test
    void theNewestRequestOfTheTenantWithMostGoesWhole() throws Exception {
        occupy();
        Sent first = send(5, "heavy", 1);
        Sent several = send(5, "heavy", 1, 1, 1);
        Sent light = send(5, "light", 1);
        assertThat(counters.queued()).isEqualTo(5);
        assertThat(makeRoom(5, "new")).isSameAs(several.party());
        assertThat(counters.queued()).isEqualTo(2);
        // What is left of both is no more than the newcomer would have.
        assertThat(makeRoom(5, "new")).isNull();
        engine.first.countDown();
        assertThat(first.sinks().getFirst().y()).hasSize(1);
        assertThat(light.sinks().getFirst().y()).hasSize(1);
        queue.close();
        assertThat(several.sinks()).allSatisfy(sink -> assertThat(sink.result).isNotDone());
        several.cancel().cancel();
        assertThat(counters.queued()).isZero();
    }

    @Test
    void aRequestThatRunsInPartsGoesWithAllOfThem() throws Exception {
        occupy();
        Sent six = send(9, "a", 6);
        assertThat(counters.queued()).isEqualTo(2);
        assertThat(makeRoom(5, "b")).isSameAs(six.party());
        assertThat(counters.queued()).isZero();
    }

    @Test
    void whoHasBegunMakesRoomForNobody() throws Exception {
        // Of different widths, so that no run takes both.
        Sent two = new Sent(new Party(_ -> null), new CancelToken(), new ArrayList<>());
        List<Work> works = new ArrayList<>();
        for (int width = 1; width <= 2; width++) {
            two.sinks().add(new WaitingSink());
            EngineRequest request =
                    new EngineRequest(
                            Map.of("x", Tensor.floats(new float[width], 1, width)),
                            List.of("y"),
                            Deadline.in(Duration.ofSeconds(60), () -> 0),
                            two.cancel());
            works.add(
                    new Work(
                            request,
                            two.sinks().getLast(),
                            RunObserver.NOBODY,
                            new RequestClass(9, "a"),
                            two.party()));
        }
        queue.submit(works);
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(counters.queued()).isEqualTo(1);
        assertThat(makeRoom(1, "b")).isNull();
        assertThat(counters.queued()).isEqualTo(1);
        engine.first.countDown();
        for (WaitingSink sink : two.sinks()) {
            assertThat(sink.y()).isNotEmpty();
        }
    }

    @Test
    void aLowerPriorityMakesRoomWhoeverHasMoreAndAHigherOneNever() throws Exception {
        occupy();
        Sent waiting = send(5, "a", 1);
        places.put("b", 100);
        assertThat(makeRoom(6, "b")).isNull();
        assertThat(makeRoom(4, "b")).isSameAs(waiting.party());
        assertThat(makeRoom(4, "b")).isNull();
    }

    @Test
    void placesOfRequestsThatAreNotReadYetCount() throws Exception {
        occupy();
        send(5, "heavy", 1);
        Sent newest = send(5, "heavy", 1);
        places.put("new", 1);
        assertThat(makeRoom(5, "new")).isNull();
        places.put("new", 0);
        assertThat(makeRoom(5, "new")).isSameAs(newest.party());
    }

    @Test
    void whoHasLeftTheQueueIsNotFound() throws Exception {
        occupy();
        Sent older = send(5, "a", 1);
        Sent newer = send(5, "a", 1);
        newer.cancel().cancel();
        assertThat(makeRoom(1, "b")).isSameAs(older.party());
        assertThat(makeRoom(1, "b")).isNull();
    }
}
