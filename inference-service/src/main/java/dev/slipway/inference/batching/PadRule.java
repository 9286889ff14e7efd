package dev.slipway.inference.batching;

import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Set;

/**
 * How rows of different lengths share a run. Behind its own tokens each row is filled up to the
 * longest one of the run; what an output holds of each token is cut back to the row's own length.
 *
 * @param fills the inputs of shape [rows, length] that are filled up, all INT64 or INT32, and with
 *     what
 * @param mask the one of them that says by 0 which tokens are not to be read
 * @param cut outputs whose second dimension is the length; any other output holds as much of a
 *     short row as of a long one
 */
public record PadRule(Map<String, Long> fills, String mask, Set<String> cut) {
    /**
     * Lengths up to which rows share a run whatever their lengths are. Longer ones do only where
     * they differ little: a run takes memory for as many tokens as its rows times the longest.
     */
    static final int SHORT = 512;

    /** Of two long rows the longer one has at most this part more: a quarter. */
    private static final int PART = 4;

    public PadRule {
        fills = Map.copyOf(fills);
        cut = Set.copyOf(cut);
        if (!fills.containsKey(mask)) {
            throw new IllegalArgumentException("the mask is one of the inputs that are filled up");
        }
    }

    /** The same with other outputs to cut. */
    PadRule cutting(Set<String> outputs) {
        return new PadRule(fills, mask, outputs);
    }

    boolean fillsUp(String input) {
        return fills.containsKey(input);
    }

    /** Tokens of each row of a request; 0 where its inputs do not agree on that. */
    int length(EngineRequest request) {
        long length = -1;
        for (String name : fills.keySet()) {
            Tensor tensor = request.inputs().get(name);
            if (tensor == null || tensor.rank() != 2) {
                return 0;
            }
            long own = tensor.shape()[1];
            if (length >= 0 && own != length) {
                return 0;
            }
            length = own;
        }
        return (int) length;
    }

    /**
     * Whether each row of a request has a token that is read. One that has none gives what depends
     * on its length, padding included.
     */
    boolean isRead(EngineRequest request) {
        Tensor tensor = request.inputs().get(mask);
        if (tensor == null || tensor.rank() != 2) {
            return false;
        }
        int length = (int) tensor.shape()[1];
        for (int row = 0; row < tensor.rows(); row++) {
            if (!hasOther(tensor.data(), row * length, length)) {
                return false;
            }
        }
        return true;
    }

    /** Whether some of the numbers are not 0. */
    private static boolean hasOther(Object data, int from, int count) {
        for (int at = from; at < from + count; at++) {
            boolean other =
                    switch (data) {
                        case long[] longs -> longs[at] != 0;
                        case int[] ints -> ints[at] != 0;
                        case LongBuffer longs -> longs.get(at) != 0;
                        case IntBuffer ints -> ints.get(at) != 0;
                        default -> false;
                    };
            if (other) {
                return true;
            }
        }
        return false;
    }

    /** Whether rows of these lengths may share a run; of 0 tokens none may. */
    static boolean mayMix(int one, int other) {
        int shorter = Math.min(one, other);
        int longer = Math.max(one, other);
        return shorter > 0 && (longer <= SHORT || longer - shorter <= shorter / PART);
    }
}
