package dev.slipway.inference.queueing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkQueueDisplacementTest {
    private final WorkQueue<String> queue = new WorkQueue<>();

    private Place<String> add(int priority, String tenant, long deadline, long cost) {
        return queue.add("", new Claim(priority, tenant, deadline, cost));
    }

    private static Claim newcomer(int priority, String tenant, long cost) {
        return new Claim(priority, tenant, 1, cost);
    }

    @Test
    void anEmptyQueueHasNobodyToDisplace() {
        assertThat(queue.leastEntitled(newcomer(1, "a", 1))).isNull();
    }

    @Test
    void theNewestWorkOfTheTenantWithMostGoesWhateverItsDeadline() {
        add(5, "heavy", 90, 10);
        Place<String> newest = add(5, "heavy", 10, 10);
        add(5, "light", 99, 10);
        assertThat(queue.leastEntitled(newcomer(5, "new", 10))).isSameAs(newest);
        queue.remove(newest);
        assertThat(queue.leastEntitled(newcomer(5, "new", 10))).isNull();
    }

    @Test
    void mostIsMeasuredByCostAndNotByNumber() {
        Place<String> large = add(5, "few", 1, 100);
        for (int i = 0; i < 9; i++) {
            add(5, "many", 1, 10);
        }
        assertThat(queue.leastEntitled(newcomer(5, "new", 10))).isSameAs(large);
    }

    @Test
    void aTenantThatHasNoMoreThanTheNewcomersWouldHaveIsLeftAlone() {
        add(5, "heavy", 1, 50);
        add(5, "light", 1, 30);
        assertThat(queue.leastEntitled(newcomer(5, "light", 20))).isNull();
        assertThat(queue.leastEntitled(newcomer(5, "new", 50))).isNull();
        assertThat(queue.leastEntitled(newcomer(5, "light", 19))).isNotNull();
        assertThat(queue.leastEntitled(newcomer(5, "new", 49))).isNotNull();
    }

    @Test
    void nobodyDisplacesItsOwnWorkOfTheSamePriority() {
        add(5, "alone", 1, 1_000);
        assertThat(queue.leastEntitled(newcomer(5, "alone", 1))).isNull();
    }

    @Test
    void aLowerPriorityMakesRoomWhateverItHas() {
        add(1, "heavy", 1, 1_000);
        Place<String> low = add(9, "light", 1, 1);
        assertThat(queue.leastEntitled(newcomer(8, "new", 1_000))).isSameAs(low);
        assertThat(queue.leastEntitled(newcomer(8, "light", 1_000))).isSameAs(low);
        assertThat(queue.leastEntitled(newcomer(9, "new", 1_000))).isNull();
    }

    @Test
    void aHigherPriorityIsNeverDisplaced() {
        add(1, "heavy", 1, 1_000);
        assertThat(queue.leastEntitled(newcomer(2, "new", 1))).isNull();
        assertThat(queue.leastEntitled(newcomer(1, "new", 1))).isNotNull();
    }

    @Test
    void whatRunsIsNotDisplacedNorCounted() {
        Place<String> running = add(5, "heavy", 1, 1_000);
        Place<String> waiting = add(5, "heavy", 2, 10);
        queue.take(running);
        assertThat(queue.leastEntitled(newcomer(5, "new", 5))).isSameAs(waiting);
        assertThat(queue.leastEntitled(newcomer(5, "new", 10))).isNull();
        queue.take(waiting);
        assertThat(queue.leastEntitled(newcomer(1, "new", 5))).isNull();
    }

    @Test
    void whatMayNotGoIsPassedOver() {
        Place<String> older = queue.add("older", new Claim(5, "heavy", 1, 10));
        queue.add("newer", new Claim(5, "heavy", 2, 10));
        Place<String> light = queue.add("light", new Claim(5, "light", 3, 15));
        assertThat(queue.leastEntitled(newcomer(5, "new", 5), work -> !work.equals("newer")))
                .isSameAs(older);
        assertThat(queue.leastEntitled(newcomer(5, "new", 5), "light"::equals)).isSameAs(light);
        assertThat(queue.leastEntitled(newcomer(5, "new", 15), "light"::equals)).isNull();
        assertThat(queue.leastEntitled(newcomer(1, "new", 15), "light"::equals)).isSameAs(light);
    }

    @Test
    void aBoundedNumberIsLookedAt() {
        queue.add("oldest", new Claim(5, "heavy", 1, 10));
        for (int i = 1; i < WorkQueue.MOST_LOOKS; i++) {
            add(5, "heavy", 1, 10);
        }
        assertThat(queue.leastEntitled(newcomer(1, "new", 1), "oldest"::equals)).isNotNull();
        add(5, "heavy", 1, 10);
        assertThat(queue.leastEntitled(newcomer(1, "new", 1), "oldest"::equals)).isNull();
    }

    @Test
    void askingChangesNothing() {
        Place<String> newest = add(5, "heavy", 1, 10);
        for (int i = 0; i < 3; i++) {
            assertThat(queue.leastEntitled(newcomer(1, "new", 5))).isSameAs(newest);
        }
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.next(1)).containsExactly(newest);
    }
}
