package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.admission.RequestClass;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeptPromisesTest {
    private static final RequestClass A = new RequestClass(5, "a");
    private static final RequestClass B = new RequestClass(5, "b");
    private static final double PREDICTED = 100e6;

    private final KeptPromises promises = new KeptPromises();

    @Test
    void whoWaitsAsLongAsPredictedIsBelieved() {
        for (int i = 0; i < 100; i++) {
            promises.waited(A, PREDICTED, 90_000_000, 0);
        }
        assertThat(promises.factor(A)).isEqualTo(1);
    }

    @Test
    void nineOfTenWaitNoLongerThanTheFactorSays() {
        Random random = new Random(3);
        int within = 0;
        int counted = 0;
        for (int i = 0; i < 4000; i++) {
            long waited = (long) (PREDICTED * (1.5 + random.nextDouble()));
            if (i >= 1000) {
                counted++;
                within += waited <= PREDICTED * promises.factor(A) ? 1 : 0;
            }
            promises.waited(A, PREDICTED, waited, 0);
        }
        assertThat((double) within / counted).isBetween(0.87, 0.93);
        assertThat(promises.factor(A)).isBetween(2.0, 2.7);
    }

    @Test
    void tenantsAreToldApart() {
        for (int i = 0; i < 50; i++) {
            promises.waited(A, PREDICTED, 300_000_000, 0);
        }
        assertThat(promises.factor(A)).isGreaterThan(2);
        assertThat(promises.factor(B)).isEqualTo(1);
    }

    @Test
    void itIsForgottenWhenWaitsAreShortAgain() {
        for (int i = 0; i < 50; i++) {
            promises.waited(A, PREDICTED, 10_000_000_000L, 0);
        }
        assertThat(promises.factor(A)).isBetween(7.9, 8.1);
        for (int i = 0; i < 250; i++) {
            promises.waited(A, PREDICTED, 1, 0);
        }
        assertThat(promises.factor(A)).isEqualTo(1);
    }

    @Test
    void whoLeftEarlySaysNothingAndWhoLeftLateDoes() {
        promises.waitedAtLeast(A, PREDICTED, 50_000_000);
        assertThat(promises.factor(A)).isEqualTo(1);
        promises.waitedAtLeast(A, PREDICTED, 500_000_000);
        assertThat(promises.factor(A)).isGreaterThan(1);
    }

    @Test
    void aFewRunsMoreOrLessSayNothing() {
        for (int i = 0; i < 50; i++) {
            promises.waited(A, 1e6, 15_000_000, 10e6);
            promises.waited(B, PREDICTED, 300_000_000, 10e6);
        }
        assertThat(promises.factor(A)).isLessThan(1.5);
        assertThat(promises.factor(B)).isGreaterThan(2);
    }

    @Test
    void onlySoManyAreRemembered() {
        promises.waited(A, PREDICTED, 500_000_000, 0);
        for (int i = 0; i < KeptPromises.MOST_CLASSES; i++) {
            promises.waited(new RequestClass(5, "t" + i), PREDICTED, 500_000_000, 0);
        }
        assertThat(promises.factor(A)).isEqualTo(1);
    }
}
