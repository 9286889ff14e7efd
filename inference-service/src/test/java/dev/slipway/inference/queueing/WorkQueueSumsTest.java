package dev.slipway.inference.queueing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WorkQueueSumsTest {
    private final WorkQueue<String> queue = new WorkQueue<>();

    private Place<String> add(int priority, String tenant, long deadline, long cost) {
        return queue.add("", new Claim(priority, tenant, deadline, cost));
    }

    private long ahead(int priority, String tenant, long deadline) {
        return queue.costAheadOf(new Claim(priority, tenant, deadline, 1_000_000));
    }

    @Test
    void anUnknownCostCountsAsOne() {
        add(5, "a", 1, 0);
        add(5, "a", 2, 7);
        assertThat(queue.costNanos()).isEqualTo(8);
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void aNegativeCostIsABug() {
        assertThatThrownBy(() -> new Claim(5, "a", 1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void absurdCostsDoNotOverflow() {
        Place<String> first = add(5, "a", 1, Long.MAX_VALUE);
        add(5, "a", 2, Long.MAX_VALUE);
        add(5, "b", 3, 10);
        assertThat(queue.costNanos()).isEqualTo(2 * Claim.MOST_COST_NANOS + 10);
        assertThat(ahead(5, "a", 9)).isEqualTo(2 * Claim.MOST_COST_NANOS + 10);
        queue.take(first);
        queue.correct(first, Long.MAX_VALUE);
        assertThat(queue.next(1).getFirst().claim().tenant()).isEqualTo("b");
        assertThat(queue.costNanos()).isEqualTo(Claim.MOST_COST_NANOS + 10);
    }

    @Test
    void aheadIsAllOfHigherPrioritiesAndNothingOfLowerOnes() {
        add(1, "a", 100, 10);
        add(3, "b", 100, 20);
        add(9, "c", 1, 40);
        assertThat(ahead(1, "new", 50)).isZero();
        assertThat(ahead(2, "new", 50)).isEqualTo(10);
        assertThat(ahead(5, "new", 50)).isEqualTo(30);
        assertThat(ahead(10, "new", 50)).isEqualTo(70);
    }

    @Test
    void aheadInItsPriorityIsItsTenantsEarlierWorkTimesTheTenantsThatWait() {
        add(5, "a", 10, 3);
        add(5, "a", 20, 4);
        add(5, "a", 30, 5);
        add(5, "b", 1, 100);
        add(5, "c", 1, 100);
        assertThat(ahead(5, "a", 9)).isZero();
        assertThat(ahead(5, "a", 10)).isEqualTo(3 * 3);
        assertThat(ahead(5, "a", 29)).isEqualTo(3 * 7);
        assertThat(ahead(5, "a", 30)).isEqualTo(3 * 12);
        assertThat(ahead(5, "new", 30)).isZero();
    }

    @Test
    void aheadInItsPriorityIsAtMostAllThatWaitsThere() {
        add(5, "a", 10, 100);
        add(5, "b", 10, 1);
        add(5, "c", 10, 2);
        assertThat(ahead(5, "a", 10)).isEqualTo(103);
        assertThat(ahead(5, "c", 10)).isEqualTo(6);
    }

    @Test
    void aheadComparesDeadlinesAcrossThePointWhereTheClockTurnsNegative() {
        add(5, "a", Long.MAX_VALUE, 3);
        add(5, "a", Long.MIN_VALUE, 4);
        assertThat(ahead(5, "a", Long.MAX_VALUE - 1)).isZero();
        assertThat(ahead(5, "a", Long.MAX_VALUE)).isEqualTo(3);
        assertThat(ahead(5, "a", Long.MIN_VALUE + 1)).isEqualTo(7);
    }
}
