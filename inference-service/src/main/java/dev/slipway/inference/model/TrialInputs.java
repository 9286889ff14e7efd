package dev.slipway.inference.model;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextInputs;
import dev.slipway.inference.task.Tokens;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of several sizes to time a version's runs on: short and long texts, or rows of what its
 * signature allows; one row, and where requests may share runs also some. Where nothing varies
 * there is one size.
 */
final class TrialInputs {
    private static final int[] ROWS_OF_TEXTS = {1, 4};
    private static final int[] ROWS_OF_TENSORS = {1, 4, 16};
    private static final int[] TOKENS = {8, 32, 128};

    /** Tokens of a run of several rows: what is larger is told by what is smaller. */
    private static final int MOST_TOKENS = 128;

    /** Elements of an input of several rows: larger ones would take long, and share no run. */
    private static final int MOST_ELEMENTS = 1 << 20;

    /** What a graph fixes is not believed beyond this. */
    private static final int MOST_FIXED = 4096;

    /** Tokens where no tokenizer says how many the model reads: most read these. */
    private static final int TOKENS_UNTOLD = 32;

    private static final String QUERY = "What does a run take?";
    private static final String TEXT = "A replica is warm before it is ready. ".repeat(16);

    private final ModelSignature signature;
    private final int maxRows;
    private final @Nullable TextInputs texts;
    private final Tokens longest;

    /**
     * A size of a run.
     *
     * @param tokens of each row; 1 of a version that reads no texts
     */
    record Size(int rows, int tokens) {
        long cells() {
            return (long) rows * tokens;
        }
    }

    /**
     * Inputs of one version.
     *
     * @param maxRows rows of requests that may share one run; 1 where none may
     */
    TrialInputs(TaskSetup task, ModelSignature signature, int maxRows) {
        this.signature = signature;
        this.maxRows = maxRows;
        this.texts = MadeUpInputs.textInputs(task, signature);
        this.longest = longest(task);
    }

    private static Tokens longest(TaskSetup task) {
        List<Tokens> made = MadeUpInputs.tokens(task, QUERY, List.of(TEXT));
        return made == null
                ? new Tokens(new long[TOKENS_UNTOLD], new long[TOKENS_UNTOLD], false)
                : made.getFirst();
    }

    /** The sizes, the cheapest first. */
    List<Size> sizes() {
        int[] tokens = texts == null ? new int[] {1} : tokens();
        List<Size> sizes = new ArrayList<>();
        for (int rows : rows()) {
            for (int some : tokens) {
                Size size = new Size(rows, some);
                if (rows == 1 || size.cells() <= MOST_TOKENS) {
                    sizes.add(size);
                }
            }
        }
        sizes.sort(Comparator.comparingLong(Size::cells));
        return sizes;
    }

    private int[] rows() {
        if (texts != null && fixed(0) > 0) {
            return new int[] {fixed(0)};
        }
        int[] wanted = texts == null ? ROWS_OF_TENSORS : ROWS_OF_TEXTS;
        return Arrays.stream(wanted).map(rows -> Math.min(rows, maxRows)).distinct().toArray();
    }

    private int[] tokens() {
        if (fixed(1) > 0) {
            return new int[] {fixed(1)};
        }
        int[] readable = Arrays.stream(TOKENS).filter(some -> some <= longest.count()).toArray();
        return readable.length > 0 ? readable : new int[] {longest.count()};
    }

    /** A dimension of a text's inputs; less than 1 where it varies. */
    private int fixed(int dimension) {
        long size = signature.inputs().getFirst().shape().get(dimension);
        return (int) Math.min(size, MOST_FIXED);
    }

    /**
     * Null where they would be too large, and where rows vary in size: as small as can be, they
     * would say nothing of those that are asked.
     */
    @Nullable Map<String, Tensor> of(Size size) {
        if (texts != null) {
            Tokens row = MadeUpInputs.beginning(longest, size.tokens());
            return texts.of(Collections.nCopies(size.rows(), row));
        }
        if (signature.inputs().stream().anyMatch(TrialInputs::variesInside)) {
            return null;
        }
        return MadeUpInputs.ofSignature(
                signature,
                shape -> sized(shape, size.rows()),
                size.rows() == 1 ? WarmUp.MOST_ELEMENTS : MOST_ELEMENTS,
                WarmUp::zeros);
    }

    private static boolean variesInside(TensorSpec input) {
        return input.shape().stream().skip(1).anyMatch(size -> size < 0);
    }

    private static long[] sized(long[] shape, int rows) {
        long[] sized = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            sized[i] = shape[i] < 0 ? rows : shape[i];
        }
        return sized;
    }
}
