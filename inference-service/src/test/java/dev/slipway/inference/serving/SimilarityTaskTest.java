package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SimilarityTaskTest {
    private static float cosine(float[] one, float... other) {
        return SimilarityTask.cosine(one, other);
    }

    @Test
    void lengthsDoNotCount() {
        assertThat(cosine(new float[] {3, 4}, 30, 40)).isEqualTo(1);
        assertThat(cosine(new float[] {3, 4}, -0.3f, -0.4f)).isCloseTo(-1, within(1e-6f));
        assertThat(cosine(new float[] {3, 4}, -4, 3)).isZero();
    }

    @Test
    void aVectorWithoutDirectionIsLikeNone() {
        assertThat(cosine(new float[2], 1, 0)).isZero();
    }

    @Test
    void whatCannotBeComparedIsNoNumber() {
        assertThat(cosine(new float[] {Float.NaN, 1}, 1, 1)).isNaN();
    }
}
