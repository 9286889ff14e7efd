package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Elements;
import dev.slipway.inference.tensor.Tensor;
import java.lang.reflect.Array;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of several requests as the inputs of one run, one request after the other, and its
 * outputs as what belongs to each. Both ways each element is copied once.
 */
final class Assembly {
    private final List<EngineRequest> parts;
    private final @Nullable PadRule padding;

    /** At which row of the run a request begins, and behind the last one the number of all. */
    private final int[] begins;

    private final int[] lengths;
    private final int longest;

    /**
     * Copies nothing yet.
     *
     * @param parts requests of which each may share a run with the first one
     * @param padding null where all have equal lengths
     */
    Assembly(List<EngineRequest> parts, @Nullable PadRule padding) {
        this.parts = parts;
        this.begins = new int[parts.size() + 1];
        this.lengths = new int[parts.size()];
        int most = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < lengths.length; i++) {
            EngineRequest part = parts.get(i);
            begins[i + 1] = begins[i] + MergeRule.rows(part);
            lengths[i] = padding == null ? 0 : padding.length(part);
            most = Math.max(most, lengths[i]);
            least = Math.min(least, lengths[i]);
        }
        this.longest = most;
        this.padding = least < most ? padding : null;
    }

    int rows() {
        return begins[parts.size()];
    }

    /**
     * The inputs of the run.
     *
     * @param memory where large ones get their places
     * @throws dev.slipway.inference.refusal.RefusedException when there is no memory for them
     * @throws RuntimeException when the requests do not fit each other
     */
    Map<String, Tensor> inputs(RequestMemory memory) {
        Map<String, Tensor> first = parts.getFirst().inputs();
        Map<String, Tensor> inputs = HashMap.newHashMap(first.size());
        for (String name : first.keySet()) {
            Long fill = padding == null ? null : padding.fills().get(name);
            inputs.put(
                    name, fill == null ? concatenated(name, memory) : filled(name, fill, memory));
        }
        return inputs;
    }

    /** Where so many elements are going to lie, with anything in it. */
    private static Object place(DataType type, int count, RequestMemory memory) {
        return Elements.areLarge(type, count)
                ? DirectElements.in(memory.lend((long) count * type.bytes()), type)
                : Array.newInstance(type.element(), count);
    }

    private Tensor input(int part, String name) {
        Tensor tensor = parts.get(part).inputs().get(name);
        if (tensor == null) {
            throw new IllegalStateException("merged requests have the same inputs");
        }
        return tensor;
    }

    private Tensor concatenated(String name, RequestMemory memory) {
        Tensor first = input(0, name);
        int count = 0;
        for (int i = 0; i < lengths.length; i++) {
            count = Math.addExact(count, input(i, name).count());
        }
        Object all = place(first.type(), count, memory);
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            Tensor own = input(i, name);
            Elements.copy(own, 0, all, at, own.count());
            at += own.count();
        }
        long[] shape = first.shape().clone();
        shape[0] = rows();
        return new Tensor(first.type(), shape, all);
    }

    private Tensor filled(String name, long fill, RequestMemory memory) {
        DataType type = input(0, name).type();
        Object all = place(type, Math.multiplyExact(rows(), longest), memory);
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            Tensor own = input(i, name);
            int length = lengths[i];
            for (int row = 0; row < begins[i + 1] - begins[i]; row++) {
                Elements.copy(own, row * length, all, at, length);
                fill(all, at + length, at + longest, fill);
                at += longest;
            }
        }
        return new Tensor(type, new long[] {rows(), longest}, all);
    }

    private static void fill(Object all, int from, int to, long value) {
        switch (all) {
            case long[] longs -> Arrays.fill(longs, from, to, value);
            case int[] ints -> Arrays.fill(ints, from, to, (int) value);
            case LongBuffer longs -> {
                for (int at = from; at < to; at++) {
                    longs.put(at, value);
                }
            }
            case IntBuffer ints -> {
                for (int at = from; at < to; at++) {
                    ints.put(at, (int) value);
                }
            }
            default -> throw new IllegalStateException("only whole numbers are filled up");
        }
    }

    /** The first output that has not one entry a row; null when all have. */
    @Nullable String losesRows(Map<String, Tensor> outputs) {
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            if (output.getValue().rank() == 0 || output.getValue().rows() != rows()) {
                return output.getKey();
            }
        }
        return null;
    }

    /** Whether the outputs that are to be cut are as long as the run. */
    boolean keepsLengths(Map<String, Tensor> outputs) {
        if (padding == null) {
            return true;
        }
        for (String name : padding.cut()) {
            Tensor output = outputs.get(name);
            if (output != null && (output.rank() < 2 || output.shape()[1] != longest)) {
                return false;
            }
        }
        return true;
    }

    /** What is charged for that which {@link #share} makes for one of the requests. */
    long shareBytes(Map<String, Tensor> outputs, int part) {
        long bytes = 0;
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            Tensor whole = output.getValue();
            long count = (long) whole.count() / rows() * (begins[part + 1] - begins[part]);
            if (isCut(output.getKey(), part)) {
                count = count / longest * lengths[part];
            }
            bytes += AnswerMemory.bytes(whole.type(), (int) count);
        }
        return bytes;
    }

    /** Whether one of the requests gets less of an output's second dimension than there is. */
    private boolean isCut(String output, int part) {
        return padding != null && lengths[part] < longest && padding.cut().contains(output);
    }

    /** What belongs to one of the requests, of outputs that keep rows and lengths. */
    Map<String, Tensor> share(Map<String, Tensor> outputs, int part) {
        int from = begins[part];
        int rows = begins[part + 1] - from;
        Map<String, Tensor> share = HashMap.newHashMap(outputs.size());
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            Tensor whole = output.getValue();
            share.put(
                    output.getKey(),
                    isCut(output.getKey(), part)
                            ? cut(whole, from, rows, lengths[part])
                            : whole.slice(from, rows));
        }
        return share;
    }

    private static Tensor cut(Tensor whole, int from, int rows, int length) {
        long[] shape = whole.shape().clone();
        int perRow = shape[0] == 0 ? 0 : (int) (whole.count() / shape[0]);
        int kept = (int) (perRow / shape[1]) * length;
        shape[0] = rows;
        shape[1] = length;
        Object some = Array.newInstance(whole.type().element(), rows * kept);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(whole.data(), (from + row) * perRow, some, row * kept, kept);
        }
        return new Tensor(whole.type(), shape, some);
    }
}
