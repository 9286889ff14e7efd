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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who of those that wait runs first. */
class VersionQueueOrderTest {
    private static final MergeRule RULE = new MergeRule(4, Merging.DECLARED, "test");

    private final HeldEngine engine = new HeldEngine();
    private final VersionQueue queue =
            new VersionQueue(
                    "test",
                    engine,
                    RULE,
                    KnownCost.of(100),
                    WideLane.none(),
                    1,
                    new RunCounters(System::nanoTime));

    @AfterEach
    void close() {
        engine.first.countDown();
        queue.close();
    }

    private WaitingSink submit(RequestClass of, float element) {
        WaitingSink waiter = new WaitingSink();
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(new float[] {element}, 1, 1)),
                        List.of("y"),
                        Deadline.in(Duration.ofSeconds(1), () -> 0),
                        new CancelToken());
        queue.submit(new Work(request, waiter, RunObserver.NOBODY, of));
        return waiter;
    }

    private WaitingSink submit(float element) {
        return submit(RequestClass.DEFAULT, element);
    }

    private void waitForFirst() throws InterruptedException {
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoIsMoreUrgentRunsFirstAndNotWithOthers() throws Exception {
        WaitingSink alone = submit(0);
        waitForFirst();
        WaitingSink early = submit(1);
        WaitingSink urgent = submit(new RequestClass(1, "a"), 2);
        WaitingSink last = submit(3);
        engine.first.countDown();
        assertThat(alone.y()).containsExactly(1);
        assertThat(urgent.y()).containsExactly(3);
        assertThat(early.y()).containsExactly(2);
        assertThat(last.y()).containsExactly(4);
        assertThat(engine.runs.stream().map(MergeRule::rows)).containsExactly(1, 1, 2);
    }

    @Test
    void tenantsShareTheEngineHoweverMuchOneOfThemAsks() throws Exception {
        submit(0);
        waitForFirst();
        for (int i = 0; i < 40; i++) {
            submit(new RequestClass(5, "heavy"), 100 + i);
        }
        WaitingSink light = submit(new RequestClass(5, "light"), 7);
        engine.first.countDown();
        assertThat(light.y()).containsExactly(8);
        int at = 0;
        while (!elements(engine.runs.get(at)).contains(7f)) {
            at++;
        }
        assertThat(at).isLessThanOrEqualTo(2);
    }

    private static List<Float> elements(EngineRequest run) {
        List<Float> elements = new ArrayList<>();
        for (float element : (float[]) Objects.requireNonNull(run.inputs().get("x")).data()) {
            elements.add(element);
        }
        return elements;
    }
}
