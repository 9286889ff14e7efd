package dev.slipway.inference.queueing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkQueueFairnessTest {
    private static final int BAND = 5;

    private final WorkQueue<String> queue = new WorkQueue<>();
    private final Map<String, Long> had = new HashMap<>();
    private long deadline;

    private Place<String> add(String tenant, long cost) {
        return queue.add(tenant, new Claim(BAND, tenant, deadline++, cost));
    }

    private void add(String tenant, int works, long cost) {
        for (int i = 0; i < works; i++) {
            add(tenant, cost);
        }
    }

    private long had(String tenant) {
        return had.getOrDefault(tenant, 0L);
    }

    private void run(long percentOfCost, int most) {
        List<Place<String>> run = queue.next(most);
        run.forEach(queue::take);
        end(run, percentOfCost);
    }

    /** Ends a run that took so much of what its works would cost alone. */
    private void end(List<Place<String>> run, long percentOfCost) {
        for (Place<String> place : run) {
            long nanos = place.claim().costNanos() * percentOfCost / 100;
            queue.correct(place, nanos);
            had.merge(place.work(), nanos, Long::sum);
        }
    }

    private List<String> nextTenants(int most) {
        return queue.next(most).stream().map(Place::work).toList();
    }

    @Test
    void whoOffersTenTimesAsMuchGetsAsMuchWhileBothWait() {
        add("heavy", 1_000, 30);
        add("light", 100, 30);
        for (int i = 0; i < 200; i++) {
            run(100, 1);
            assertThat(Math.abs(had("heavy") - had("light"))).isLessThanOrEqualTo(30);
        }
        assertThat(had("light")).isEqualTo(3_000);
        run(100, 10);
        assertThat(had("heavy")).isEqualTo(3_300);
    }

    @Test
    void sharesAreOfTheEnginesTimeAndNotOfTheNumberOfWorks() {
        add("few large", 100, 700);
        add("many small", 1_000, 30);
        while (nextTenants(2_000).contains("many small") && had("few large") < 25_000) {
            run(100, 1);
            // Two works, one of each, is the bound that the paper proves.
            assertThat(Math.abs(had("few large") - had("many small"))).isLessThanOrEqualTo(730);
        }
        assertThat(had("many small")).isGreaterThan(24_000);
    }

    @Test
    void sharesAreOfWhatRunsReallyTook() {
        add("merges well", 4_000, 100);
        add("merges badly", 4_000, 100);
        for (int i = 0; i < 300; i++) {
            List<Place<String>> run = queue.next(8);
            run.forEach(queue::take);
            for (Place<String> place : run) {
                long nanos = place.work().equals("merges well") ? 20 : 80;
                queue.correct(place, nanos);
                had.merge(place.work(), nanos, Long::sum);
            }
        }
        assertThat(had("merges well") + had("merges badly")).isGreaterThan(60_000);
        assertThat(Math.abs(had("merges well") - had("merges badly"))).isLessThan(1_000);
    }

    @Test
    void idleTimeIsNotSavedUp() {
        add("always", 1_000, 10);
        run(100, 100);
        add("comes late", 1_000, 10);
        had.clear();
        run(100, 100);
        assertThat(had("comes late")).isBetween(490L, 510L);
        assertThat(had("always")).isBetween(490L, 510L);
    }

    @Test
    void whoPausedComesBackWithoutSavings() {
        add("always", 1_000, 10);
        add("pauses", 10, 10);
        run(100, 20);
        assertThat(had("pauses")).isEqualTo(100);
        run(100, 200);
        add("pauses", 1_000, 10);
        had.clear();
        run(100, 100);
        assertThat(had("pauses")).isBetween(490L, 510L);
    }

    @Test
    void whoHadMoreThanItsTurnComesBackBehindTheOthers() {
        add("waits", 100, 10);
        Place<String> outOfTurn = add("pushes", 50);
        queue.take(outOfTurn);
        queue.correct(outOfTurn, 50);
        add("pushes", 10);
        assertThat(nextTenants(7))
                .containsExactly("waits", "waits", "waits", "waits", "waits", "waits", "pushes");
    }

    @Test
    void whoComesDuringASharedRunIsNotSetBackByItsPrediction() {
        add("heavy", 1_000, 100);
        for (int i = 0; i < 10; i++) {
            List<Place<String>> run = queue.next(32);
            run.forEach(queue::take);
            add("light", 100);
            // The run is ten times as short as the sum of its works alone.
            end(run, 10);
            assertThat(nextTenants(2)).containsExactly("light", "heavy");
            run(10, 1);
        }
        assertThat(had("light")).isEqualTo(100);
    }

    @Test
    void aPredictionThatWasTooLowIsPaidLater() {
        add("slow", 100, 10);
        add("other", 100, 10);
        Place<String> first = queue.next(1).getFirst();
        assertThat(first.work()).isEqualTo("slow");
        queue.take(first);
        queue.correct(first, 55);
        assertThat(nextTenants(7))
                .containsExactly("other", "other", "other", "other", "other", "other", "slow");
    }

    @Test
    void theLastOfSeveralCorrectionsCounts() {
        add("a", 10, 10);
        add("b", 10, 10);
        Place<String> first = queue.next(1).getFirst();
        queue.take(first);
        for (long nanos : new long[] {1_000, -5, 25, 25}) {
            queue.correct(first, nanos);
        }
        assertThat(nextTenants(4)).containsExactly("b", "b", "b", "a");
    }

    @Test
    void aCorrectionForSomebodyWhoIsForgottenDoesNothing() {
        Place<String> old = add("a", 10);
        queue.take(old);
        queue.correct(old, 10);
        assertThat(queue.remembered()).isZero();
        queue.correct(old, 1_000_000);
        add("a", 10);
        add("b", 10);
        queue.correct(old, 2_000_000);
        assertThat(nextTenants(2)).containsExactly("a", "b");
    }

    @Test
    void aWorkThatWasNeverTakenIsNeverCharged() {
        Place<String> waits = add("a", 10);
        Place<String> leaves = add("a", 10);
        add("b", 10);
        queue.remove(leaves);
        queue.correct(leaves, 1_000);
        queue.correct(waits, 1_000);
        assertThat(nextTenants(2)).containsExactly("a", "b");
    }

    @Test
    void newcomersTakeTurnsWithWhoWaitsLongest() {
        add("old", 100, 10);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            add("new-" + i % 4, 10);
            Place<String> place = queue.next(1).getFirst();
            queue.take(place);
            queue.correct(place, 10);
            order.add(place.work());
        }
        // Four tenants come again and again: with the old one they are five, a fifth for each.
        assertThat(order.stream().filter("old"::equals).count()).isBetween(3L, 5L);
    }
}
