package dev.slipway.inference.engine;

import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Elements;
import dev.slipway.inference.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What answers may take on the heap. An engine asks for the large outputs of a run before it copies
 * them there; who is given an answer has them charged, and gives back what it does not keep. Small
 * ones are not charged: requests are bounded in number, and so are they.
 */
public interface AnswerMemory {
    /** For answers that this process asks for itself, which are few. */
    AnswerMemory UNBOUNDED =
            new AnswerMemory() {
                @Override
                public @Nullable Refusal holdOnHeap(long bytes) {
                    return null;
                }

                @Override
                public void giveBackHeap(long bytes) {}
            };

    /** Charges bytes; a refusal when they do not fit. */
    @Nullable Refusal holdOnHeap(long bytes);

    /** Bytes that were charged are let go. */
    void giveBackHeap(long bytes);

    /** What is charged for an output. */
    static long bytes(DataType type, int count) {
        return Elements.areLarge(type, count) ? (long) count * type.bytes() : 0;
    }

    /** What is charged for an answer. */
    static long bytes(Map<String, Tensor> outputs) {
        long bytes = 0;
        for (Tensor output : outputs.values()) {
            bytes += bytes(output.type(), output.count());
        }
        return bytes;
    }
}
