package dev.slipway.inference.queueing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkQueueOrderTest {
    private final WorkQueue<String> queue = new WorkQueue<>();

    private Place<String> add(String work, int priority, String tenant, long deadline, long cost) {
        return queue.add(work, new Claim(priority, tenant, deadline, cost));
    }

    private List<String> next(int most) {
        return queue.next(most).stream().map(Place::work).toList();
    }

    /** Takes and corrects one after the other until nothing waits. */
    private List<String> served() {
        List<String> works = new ArrayList<>();
        while (queue.size() > 0) {
            Place<String> place = queue.next(2).getFirst();
            assertThat(queue.first()).isSameAs(place);
            assertThat(queue.next(1)).containsExactly(place);
            queue.take(place);
            queue.correct(place, place.claim().costNanos());
            works.add(place.work());
        }
        return works;
    }

    @Test
    void aTenantAloneGetsAllInTheOrderOfItsDeadlines() {
        add("third", 5, "a", 30, 10);
        add("first", 5, "a", 10, 10);
        add("second", 5, "a", 20, 10);
        assertThat(next(64)).containsExactly("first", "second", "third");
        assertThat(served()).containsExactly("first", "second", "third");
    }

    @Test
    void equalDeadlinesAreServedInTheOrderOfArrival() {
        List<String> works = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            works.add("work-" + i);
            add("work-" + i, 5, "a", 7, 1);
        }
        assertThat(served()).isEqualTo(works);
    }

    @Test
    void deadlinesAreComparedAcrossThePointWhereTheClockTurnsNegative() {
        add("later", 5, "a", Long.MAX_VALUE + 5, 1);
        add("latest", 5, "a", Long.MIN_VALUE + 50, 1);
        add("earliest", 5, "a", Long.MAX_VALUE - 5, 1);
        add("early", 5, "a", Long.MAX_VALUE, 1);
        assertThat(served()).containsExactly("earliest", "early", "later", "latest");
    }

    @Test
    void anEmptyQueueLearnsAnewWhereOnTheClockItStands() {
        add("old", 5, "a", 0, 1);
        assertThat(served()).containsExactly("old");
        // Half of the clock's range and more lies between these and the first.
        add("later", 5, "a", Long.MIN_VALUE + 1, 1);
        add("earlier", 5, "a", Long.MAX_VALUE - 1, 1);
        assertThat(served()).containsExactly("earlier", "later");
    }

    @Test
    void aHigherPriorityGoesFirstWhateverItsDeadlineCostAndTime() {
        add("low", 9, "a", 1, 1);
        add("middle", 5, "b", 2, 1);
        for (int i = 0; i < 20; i++) {
            add("high-" + i, 1, "c", 1_000 + i, 1_000);
        }
        List<String> works = served();
        assertThat(works.subList(0, 20)).allMatch(work -> work.startsWith("high"));
        assertThat(works.subList(20, 22)).containsExactly("middle", "low");
    }

    @Test
    void tenantsTakeTurnsByCost() {
        for (int i = 0; i < 3; i++) {
            add("a" + i, 5, "a", i, 20);
        }
        for (int i = 0; i < 6; i++) {
            add("b" + i, 5, "b", i, 10);
        }
        assertThat(next(64)).containsExactly("a0", "b0", "b1", "a1", "b2", "b3", "a2", "b4", "b5");
        assertThat(served()).containsExactly("a0", "b0", "b1", "a1", "b2", "b3", "a2", "b4", "b5");
    }

    @Test
    void lookingAtWhatIsNextChangesNothing() {
        for (int i = 0; i < 30; i++) {
            add("work-" + i, 1 + i % 2, "tenant-" + i % 3, 100 - i, 1 + i % 7);
        }
        List<String> all = next(100);
        assertThat(all).hasSize(30).doesNotHaveDuplicates();
        for (int most : new int[] {-1, 0, 1, 7, 30}) {
            assertThat(next(most)).isEqualTo(all.subList(0, Math.max(0, most)));
        }
        assertThat(served()).isEqualTo(all);
    }

    @Test
    void aWorkThatIsRemovedFromTheMiddleLeavesTheOthersInOrder() {
        List<Place<String>> places = new ArrayList<>();
        List<String> works = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            places.add(add("work-" + i, 5, "a", i, 1));
            works.add("work-" + i);
        }
        for (int i : new int[] {20, 3, 39, 0, 21, 19}) {
            assertThat(queue.remove(places.get(i))).isTrue();
            works.remove("work-" + i);
            assertThat(next(64)).isEqualTo(works);
        }
        assertThat(queue.remove(places.get(20))).isFalse();
        assertThat(queue.size()).isEqualTo(34);
        assertThat(served()).isEqualTo(works);
    }

    @Test
    void aWorkLeavesOnce() {
        Place<String> place = add("work", 5, "a", 1, 1);
        assertThat(place.work()).isEqualTo("work");
        assertThat(place.claim()).isEqualTo(new Claim(5, "a", 1, 1));
        queue.take(place);
        assertThat(queue.size()).isZero();
        assertThat(queue.next(1)).isEmpty();
        assertThat(queue.first()).isNull();
        assertThat(queue.priority()).isEqualTo(Integer.MAX_VALUE);
        assertThat(queue.costAheadOf(new Claim(9, "a", 9, 1))).isZero();
        assertThat(queue.remove(place)).isFalse();
        assertThatThrownBy(() -> queue.take(place)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anyWorkMayBeTakenOutOfTurnAndIsPaidFor() {
        add("a-early", 5, "a", 1, 10);
        Place<String> late = add("a-late", 5, "a", 2, 10);
        add("b1", 5, "b", 1, 4);
        add("b2", 5, "b", 2, 4);
        add("b3", 5, "b", 3, 4);
        queue.take(late);
        assertThat(next(64)).containsExactly("b1", "b2", "b3", "a-early");
    }

    @Test
    void manyWorksOfManyTenantsAreServedInTheForetoldOrder() {
        for (int i = 0; i < 20_000; i++) {
            add("work-" + i, 5, "tenant-" + i % 1_000, (i * 7_919L) % 10_007, 1 + i % 13);
        }
        int served = 0;
        while (queue.size() > 0) {
            List<Place<String>> foretold = queue.next(64);
            for (Place<String> place : foretold) {
                assertThat(queue.next(1).getFirst()).isSameAs(place);
                queue.take(place);
                served++;
            }
        }
        assertThat(served).isEqualTo(20_000);
        assertThat(queue.costNanos()).isZero();
    }
}
