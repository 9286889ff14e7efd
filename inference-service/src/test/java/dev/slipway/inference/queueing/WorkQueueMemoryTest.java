package dev.slipway.inference.queueing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkQueueMemoryTest {
    private final WorkQueue<String> queue = new WorkQueue<>();

    private Place<String> add(String tenant, long cost) {
        return queue.add(tenant, new Claim(5, tenant, 0, cost));
    }

    private void run(Place<String> place) {
        queue.take(place);
        queue.correct(place, place.claim().costNanos());
    }

    @Test
    void tenThousandTenantsThatComeAndGoLeaveNothingBehind() {
        for (int i = 0; i < 10_000; i++) {
            Place<String> runs = add("tenant-" + i, 5);
            queue.remove(add("tenant-" + i, 5));
            assertThat(queue.remembered()).isEqualTo(1);
            run(runs);
        }
        assertThat(queue.remembered()).isZero();
        assertThat(queue.costNanos()).isZero();
    }

    @Test
    void tenThousandTenantsThatWaitTogetherAreForgottenInTheEnd() {
        for (int i = 0; i < 10_000; i++) {
            add("tenant-" + i, 5);
        }
        assertThat(queue.remembered()).isEqualTo(10_000);
        while (queue.size() > 0) {
            queue.next(64).forEach(this::run);
        }
        assertThat(queue.remembered()).isZero();
    }

    @Test
    void whoCancelsIsForgottenAtOnce() {
        add("stays", 1_000);
        for (int i = 0; i < 10_000; i++) {
            queue.remove(add("tenant-" + i, 5));
        }
        assertThat(queue.remembered()).isEqualTo(1);
    }

    @Test
    void debtorsAreForgottenOnceTheOthersHadAsMuch() {
        add("stays", 10);
        add("stays", 10);
        for (int i = 0; i < 100; i++) {
            run(add("tenant-" + i, 5));
        }
        assertThat(queue.remembered()).isEqualTo(101);
        run(queue.next(1).getFirst());
        assertThat(queue.remembered()).isEqualTo(1);
    }

    @Test
    void debtorsAreBoundedBesideSomebodyWhoNeverGetsItsTurn() {
        add("stays", 10);
        for (int i = 0; i < 10_000; i++) {
            run(add("tenant-" + i, 5 + i % 3));
        }
        assertThat(queue.remembered()).isLessThanOrEqualTo(1 + Band.MOST_RESTING);
    }

    @Test
    void aStreamOfNewTenantsDoesNotPushBackForEverWhoWaits() {
        queue.take(add("waits", 10));
        Place<String> waits = add("waits", 10);
        int before = 0;
        for (int i = 0; i < 10 * Band.MOST_RESTING; i++) {
            add("tenant-" + i, 5);
            Place<String> next = queue.next(1).getFirst();
            run(next);
            if (next == waits) {
                break;
            }
            before++;
        }
        // Each of those who are remembered may have as much as it had, and two works are as much.
        assertThat(before).isBetween(Band.MOST_RESTING, 2 * Band.MOST_RESTING + 10);
    }

    @Test
    void whatIsNeverCorrectedIsBoundedAndKeepsSharesEvenInTheEnd() {
        for (int i = 0; i < 10_000; i++) {
            queue.take(add("tenant-" + i, 5));
        }
        assertThat(queue.remembered()).isLessThanOrEqualTo(Band.MOST_IN_FLIGHT + Band.MOST_RESTING);
        for (int i = 0; i < 2_000; i++) {
            add("a", 5);
            add("b", 5);
        }
        List<Place<String>> order = queue.next(2_000);
        order.forEach(queue::take);
        assertThat(order.stream().filter(place -> place.work().equals("a")).count())
                .isBetween(999L, 1_001L);
    }

    @Test
    void prioritiesThatNobodyUsesAreBounded() {
        for (int priority = 1; priority <= 1_000; priority++) {
            run(queue.add("", new Claim(priority, "a", 0, 5)));
        }
        assertThat(queue.bands()).isLessThanOrEqualTo(WorkQueue.MOST_BANDS_KEPT + 1);
    }
}
