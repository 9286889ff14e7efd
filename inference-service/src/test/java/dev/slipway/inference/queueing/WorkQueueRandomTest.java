package dev.slipway.inference.queueing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkQueueRandomTest {
    /** Deadlines lie on both sides of the point at which the clock's numbers turn negative. */
    private static final long AROUND = Long.MAX_VALUE;

    private static final int MOST_WAITING = 40;
    private static final int MOST_RUNNING = 20;

    private final WorkQueue<String> queue = new WorkQueue<>();
    private final NaiveQueue naive = new NaiveQueue();
    private final Random random = new Random(42);
    private final Map<Place<String>, NaiveQueue.Item> waiting = new LinkedHashMap<>();
    private final Map<Place<String>, NaiveQueue.Item> running = new LinkedHashMap<>();
    private final Map<Place<String>, NaiveQueue.Item> ended = new LinkedHashMap<>();
    private int made;

    @Test
    void afterEachOfManyRandomStepsTheQueueIsWhatTheRulesSay() {
        int displaced = 0;
        int empty = 0;
        int debtors = 0;
        for (int step = 0; step < 3_000; step++) {
            // It fills, and then it drains until nobody is remembered, again and again.
            step(step % 300 < 200 ? 50 : 5);
            Claim newcomer = claim();
            Place<String> least = queue.leastEntitled(newcomer);
            assertThat(works(queue.next(64))).as("step %d", step).isEqualTo(naive.order());
            assertThat(queue.size()).isEqualTo(waiting.size());
            assertThat(queue.costNanos()).isEqualTo(naive.costNanos());
            assertThat(queue.costAheadOf(newcomer)).isEqualTo(naive.costAheadOf(newcomer));
            assertThat(nameOf(least)).isEqualTo(naive.leastEntitled(newcomer));
            assertThat(queue.remembered()).isEqualTo(naive.remembered());
            displaced += least == null ? 0 : 1;
            empty += queue.remembered() == 0 ? 1 : 0;
            debtors += waiting.isEmpty() && running.isEmpty() ? 0 : naive.debtors();
        }
        // The walk came by what it is meant to come by.
        assertThat(displaced).isGreaterThan(500);
        assertThat(empty).isGreaterThan(10);
        assertThat(debtors).isGreaterThan(100);
    }

    private void step(int arrivals) {
        int dice = random.nextInt(100);
        if (running.size() >= MOST_RUNNING) {
            correct(any(running), running);
        } else if (dice < arrivals && waiting.size() < MOST_WAITING) {
            String name = "work-" + made++;
            Claim claim = claim();
            waiting.put(queue.add(name, claim), naive.add(name, claim));
        } else if (dice < 58 && !waiting.isEmpty()) {
            Map.Entry<Place<String>, NaiveQueue.Item> one = any(waiting);
            waiting.remove(one.getKey());
            naive.remove(one.getValue());
            assertThat(queue.remove(one.getKey())).isTrue();
            assertThat(queue.remove(one.getKey())).isFalse();
        } else if (dice < 80 && !waiting.isEmpty()) {
            take(random.nextInt(5) == 0 ? any(waiting).getKey() : queue.next(1).getFirst());
        } else if (dice < 97 && !running.isEmpty()) {
            correct(any(running), running);
        } else if (!ended.isEmpty()) {
            correct(any(ended), ended);
        }
    }

    private void take(Place<String> place) {
        NaiveQueue.Item item = Objects.requireNonNull(waiting.remove(place));
        queue.take(place);
        naive.take(item);
        running.put(place, item);
    }

    private void correct(
            Map.Entry<Place<String>, NaiveQueue.Item> one,
            Map<Place<String>, NaiveQueue.Item> from) {
        Place<String> place = one.getKey();
        NaiveQueue.Item item = one.getValue();
        from.remove(place);
        ended.put(place, item);
        if (ended.size() > 5) {
            ended.remove(any(ended).getKey());
        }
        long nanos = random.nextInt(30);
        queue.correct(place, nanos);
        naive.correct(item, nanos);
    }

    private Claim claim() {
        return new Claim(
                1 + random.nextInt(3),
                "tenant-" + random.nextInt(5),
                AROUND + random.nextInt(41) - 20,
                random.nextInt(20));
    }

    private Map.Entry<Place<String>, NaiveQueue.Item> any(
            Map<Place<String>, NaiveQueue.Item> works) {
        return new ArrayList<>(works.entrySet()).get(random.nextInt(works.size()));
    }

    private static @Nullable String nameOf(@Nullable Place<String> place) {
        return place == null ? null : place.work();
    }

    private static List<String> works(List<Place<String>> places) {
        return places.stream().map(Place::work).toList();
    }
}
