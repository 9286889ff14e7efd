package dev.slipway.inference.batching;

import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Elements;
import dev.slipway.inference.tensor.Tensor;
import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a request of which several works hold some rows each. The first part that comes
 * makes room for all of them, charged before it is taken; each one is copied to its place there and
 * let go, so that no answer lies on the heap twice.
 */
final class GatheredRows {
    private final int rows;
    private final AnswerMemory memory;
    private @Nullable Map<String, Tensor> outputs;
    private boolean letGo;

    /**
     * Empty at first.
     *
     * @param rows of all parts
     * @param memory charged for the parts by who gives them, and for all of it here
     */
    GatheredRows(int rows, AnswerMemory memory) {
        this.rows = rows;
        this.memory = memory;
    }

    /**
     * Takes a part, on any thread.
     *
     * @return false where it does not match the parts before it, or has another number of rows
     * @throws dev.slipway.inference.refusal.RefusedException when there is no memory for all
     */
    boolean add(int from, int count, Map<String, Tensor> part) {
        try {
            Map<String, Tensor> all = room(count, part);
            if (all == null) {
                return true; // Nobody wants it any more.
            }
            if (!fits(count, part, all)) {
                return false;
            }
            for (Map.Entry<String, Tensor> output : all.entrySet()) {
                Tensor to = output.getValue();
                Tensor own = part.get(output.getKey());
                if (own != null) {
                    int perRow = to.count() / rows;
                    Elements.copy(own, 0, to.data(), from * perRow, own.count());
                }
            }
            return true;
        } finally {
            memory.giveBackHeap(AnswerMemory.bytes(part));
        }
    }

    /** Where all is going to lie; null after the end. */
    private synchronized @Nullable Map<String, Tensor> room(int count, Map<String, Tensor> part) {
        if (letGo || outputs != null) {
            return letGo ? null : outputs;
        }
        Map<String, Tensor> all = new HashMap<>();
        if (keepsRows(count, part)) {
            hold(count, part);
            for (Map.Entry<String, Tensor> output : part.entrySet()) {
                all.put(output.getKey(), room(output.getValue()));
            }
            outputs = all;
        }
        return all;
    }

    private void hold(int count, Map<String, Tensor> part) {
        long bytes = 0;
        for (Tensor output : part.values()) {
            long elements = (long) (output.count() / count) * rows;
            if (elements > Integer.MAX_VALUE) {
                throw Refusal.engineFailed("an output has too many elements").asException();
            }
            bytes += AnswerMemory.bytes(output.type(), (int) elements);
        }
        Refusal full = memory.holdOnHeap(bytes);
        if (full != null) {
            throw full.asException();
        }
    }

    private Tensor room(Tensor first) {
        long[] shape = first.shape().clone();
        shape[0] = rows;
        int perRow = first.count() / first.rows();
        return new Tensor(
                first.type(), shape, Array.newInstance(first.type().element(), perRow * rows));
    }

    private static boolean keepsRows(int count, Map<String, Tensor> part) {
        for (Tensor output : part.values()) {
            if (output.rank() == 0 || output.rows() != count) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(int count, Map<String, Tensor> part, Map<String, Tensor> all) {
        if (!keepsRows(count, part) || !part.keySet().equals(all.keySet())) {
            return false;
        }
        for (Map.Entry<String, Tensor> output : part.entrySet()) {
            Tensor other = all.get(output.getKey());
            if (other == null || !output.getValue().hasSameRowsAs(other)) {
                return false;
            }
        }
        return true;
    }

    /** All of it, charged, once every part is here. */
    synchronized Map<String, Tensor> whole() {
        return outputs == null ? Map.of() : outputs;
    }

    /** Nobody wants it any more; what comes still is let go. */
    synchronized void letGo() {
        if (!letGo && outputs != null) {
            memory.giveBackHeap(AnswerMemory.bytes(outputs));
        }
        letGo = true;
        outputs = null;
    }
}
