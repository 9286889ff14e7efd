package dev.slipway.inference.cache;

import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were given, bounded by what they take on the heap: the longest unused go first. Who
 * gets one shares it with others and changes nothing in it.
 */
final class KeptAnswers {
    /** What one answer may take of all: a few large ones would leave nothing to the others. */
    static final int PARTS = 16;

    /** An answer's key (48 bytes), place in the map (64), record (32) and map (48), rounded up. */
    static final int BYTES_OF_AN_ANSWER = 256;

    /** An output's record (32), shape (64), head of its elements (16) and name (40), rounded up. */
    static final int BYTES_OF_AN_OUTPUT = 192;

    /** A text's object and array, beside its characters. */
    private static final int BYTES_OF_A_TEXT = 56;

    private static final int LEAST_CAPACITY = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final long most;
    private final Map<AnswerKey, Kept> answers =
            new LinkedHashMap<>(LEAST_CAPACITY, LOAD_FACTOR, true);
    private long bytes;
    private long evictions;

    private record Kept(VersionResponses owner, Map<String, Tensor> outputs, long bytes) {}

    KeptAnswers(long most) {
        this.most = most;
    }

    synchronized @Nullable Map<String, Tensor> get(AnswerKey key) {
        Kept kept = answers.get(key);
        return kept == null ? null : kept.outputs();
    }

    /** Keeps an answer where it is small enough; one that is there already stays. */
    void put(AnswerKey key, VersionResponses owner, Map<String, Tensor> outputs) {
        long size = bytes(outputs);
        if (size <= most / PARTS) {
            put(key, new Kept(owner, outputs, size));
        }
    }

    private synchronized void put(AnswerKey key, Kept kept) {
        if (answers.putIfAbsent(key, kept) != null) {
            return;
        }
        bytes += kept.bytes();
        Iterator<Kept> longestUnused = answers.values().iterator();
        while (bytes > most) {
            bytes -= longestUnused.next().bytes();
            longestUnused.remove();
            evictions++;
        }
    }

    /** Lets go of what is of one version. */
    synchronized void drop(VersionResponses owner) {
        Iterator<Kept> all = answers.values().iterator();
        while (all.hasNext()) {
            Kept kept = all.next();
            if (kept.owner() == owner) {
                bytes -= kept.bytes();
                all.remove();
            }
        }
    }

    /** What {@link #bytes()} never is above. */
    long most() {
        return most;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long evictions() {
        return evictions;
    }

    /** More than anything that is kept where elements lie outside the heap. */
    static long bytes(Map<String, Tensor> outputs) {
        long bytes = BYTES_OF_AN_ANSWER;
        for (Tensor output : outputs.values()) {
            if (output.isOutsideHeap()) {
                return Long.MAX_VALUE;
            }
            bytes += BYTES_OF_AN_OUTPUT;
            if (output.type() == DataType.BYTES && output.data() instanceof String[] texts) {
                for (String text : texts) {
                    bytes += BYTES_OF_A_TEXT + 2L * text.length();
                }
            } else {
                bytes += (long) output.count() * output.type().bytes();
            }
        }
        return bytes;
    }
}
