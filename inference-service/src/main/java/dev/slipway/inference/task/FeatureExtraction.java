package dev.slipway.inference.task;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Texts to embeddings. Texts of one request are sorted by length and run in padded chunks, so that
 * little is computed for padding and a long list does not hold the engine in one piece.
 */
public final class FeatureExtraction implements AutoCloseable {
    private static final int CHUNK_TEXTS = 16;
    private static final int CHUNK_TOKENS = 4096;
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";

    private final Tokenizer tokenizer;
    private final EmbeddingConfig config;
    private final List<TensorSpec> inputs;
    private final TensorSpec output;
    private final boolean fixedBatch;

    public FeatureExtraction(Tokenizer tokenizer, EmbeddingConfig config, ModelSignature signature)
            throws UnsupportedTaskException {
        this.tokenizer = tokenizer;
        this.config = config;
        this.inputs = signature.inputs();
        boolean reads = false;
        for (TensorSpec input : inputs) {
            boolean known = List.of(IDS, MASK, TYPES).contains(input.name());
            boolean integers = List.of("INT64", "INT32").contains(input.datatype());
            if (!known || !integers || input.shape().size() != 2) {
                throw new UnsupportedTaskException(
                        "input '" + input.name() + "' is none that a text can fill");
            }
            reads |= input.name().equals(IDS);
        }
        if (!reads) {
            throw new UnsupportedTaskException("the model has no input 'input_ids'");
        }
        this.output = output(signature);
        this.fixedBatch = inputs.stream().anyMatch(input -> input.shape().getFirst() >= 0);
    }

    /** A vector a text if the graph pools by itself, else a vector a token. */
    private static TensorSpec output(ModelSignature signature) throws UnsupportedTaskException {
        TensorSpec perToken = null;
        TensorSpec perText = null;
        for (TensorSpec spec : signature.outputs()) {
            if (spec.datatype().equals("FP32") && spec.shape().size() == 3 && perToken == null) {
                perToken = spec;
            }
            if (spec.datatype().equals("FP32")
                    && spec.shape().size() == 2
                    && (spec.name().equals("sentence_embedding") || perText == null)) {
                perText = spec;
            }
        }
        boolean pooled = perText != null && perText.name().equals("sentence_embedding");
        TensorSpec chosen = pooled || perToken == null ? perText : perToken;
        if (chosen == null) {
            throw new UnsupportedTaskException("the model has no output of FP32 vectors");
        }
        return chosen;
    }

    public Tokens tokenize(String text) {
        return tokenizer.encode(text);
    }

    /** The name of the one output that a run must give. */
    public String output() {
        return output.name();
    }

    /** Runs that cover all texts. */
    public List<Chunk> plan(List<Tokens> texts) {
        int[] byLength =
                IntStream.range(0, texts.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> texts.get(i).count()))
                        .mapToInt(Integer::intValue)
                        .toArray();
        List<Chunk> chunks = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= byLength.length; to++) {
            boolean full =
                    to == byLength.length
                            || fixedBatch
                            || to - from == CHUNK_TEXTS
                            || (to - from + 1) * texts.get(byLength[to]).count() > CHUNK_TOKENS;
            if (full) {
                int[] indexes = java.util.Arrays.copyOfRange(byLength, from, to);
                chunks.add(chunk(indexes, texts));
                from = to;
            }
        }
        return chunks;
    }

    private Chunk chunk(int[] indexes, List<Tokens> texts) {
        int longest = texts.get(indexes[indexes.length - 1]).count();
        int[] counts = new int[indexes.length];
        long[] ids = new long[indexes.length * longest];
        long[] mask = new long[ids.length];
        long[] types = new long[ids.length];
        for (int row = 0; row < indexes.length; row++) {
            Tokens tokens = texts.get(indexes[row]);
            counts[row] = tokens.count();
            System.arraycopy(tokens.ids(), 0, ids, row * longest, counts[row]);
            System.arraycopy(tokens.typeIds(), 0, types, row * longest, counts[row]);
            java.util.Arrays.fill(mask, row * longest, row * longest + counts[row], 1);
        }
        Map<String, Tensor> tensors = new HashMap<>();
        for (TensorSpec input : inputs) {
            long[] values =
                    switch (input.name()) {
                        case IDS -> ids;
                        case MASK -> mask;
                        default -> types;
                    };
            tensors.put(input.name(), tensor(input, values, indexes.length, longest));
        }
        return new Chunk(indexes, counts, tensors);
    }

    private static Tensor tensor(TensorSpec spec, long[] values, long rows, long columns) {
        if (spec.datatype().equals("INT64")) {
            return Tensor.longs(values, rows, columns);
        }
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) values[i];
        }
        return new Tensor(DataType.INT32, new long[] {rows, columns}, ints);
    }

    /** Vectors of a chunk's texts, in its order; null when the graph gave another shape. */
    public float @Nullable [][] vectors(Chunk chunk, Tensor result) {
        int rows = chunk.indexes().length;
        long[] shape = result.shape();
        if (!(result.data() instanceof float[] data) || result.rows() != rows) {
            return null;
        }
        float[][] vectors = new float[rows][];
        for (int row = 0; row < rows; row++) {
            if (shape.length == 2) {
                int width = (int) shape[1];
                vectors[row] = java.util.Arrays.copyOfRange(data, row * width, (row + 1) * width);
            } else if (shape.length == 3) {
                vectors[row] =
                        PooledVector.of(
                                config.pooling(),
                                data,
                                row * (int) shape[1] * (int) shape[2],
                                chunk.counts()[row],
                                (int) shape[2]);
            } else {
                return null;
            }
            if (config.normalize()) {
                PooledVector.normalize(vectors[row]);
            }
        }
        return vectors;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /**
     * Texts that run together.
     *
     * @param indexes which of the request's texts
     * @param counts tokens of each
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Chunk(int[] indexes, int[] counts, Map<String, Tensor> inputs) {}
}
