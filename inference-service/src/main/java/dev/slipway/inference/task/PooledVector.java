package dev.slipway.inference.task;

import java.util.Arrays;

/** The arithmetic of one text's vector, in single precision as sentence-transformers does it. */
final class PooledVector {
    private static final float TINY = 1e-12f;

    private PooledVector() {}

    static float[] of(EmbeddingConfig.Pooling pooling, float[] data, int tokens, int width) {
        float[] vector = Arrays.copyOf(data, width);
        if (pooling == EmbeddingConfig.Pooling.CLS) {
            return vector;
        }
        boolean max = pooling == EmbeddingConfig.Pooling.MAX;
        for (int token = 1; token < tokens; token++) {
            int at = token * width;
            for (int i = 0; i < width; i++) {
                vector[i] = max ? Math.max(vector[i], data[at + i]) : vector[i] + data[at + i];
            }
        }
        if (!max) {
            for (int i = 0; i < width; i++) {
                vector[i] /= tokens;
            }
        }
        return vector;
    }

    static void normalize(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float norm = Math.max((float) Math.sqrt(squares), TINY);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
    }
}
