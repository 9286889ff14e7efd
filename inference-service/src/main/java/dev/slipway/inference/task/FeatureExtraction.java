package dev.slipway.inference.task;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Texts to embeddings. */
public final class FeatureExtraction implements TextModel, AutoCloseable {
    private final Tokenizer tokenizer;
    private final EmbeddingConfig config;
    private final TextInputs inputs;
    private final TensorSpec output;

    public FeatureExtraction(Tokenizer tokenizer, EmbeddingConfig config, ModelSignature signature)
            throws UnsupportedTaskException {
        this.tokenizer = tokenizer;
        this.config = config;
        this.inputs = new TextInputs(signature.inputs(), tokenizer.padId());
        this.output = output(signature);
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

    /** The tokens of a text, cut to what the model reads. */
    public Tokens tokenize(String text) {
        return tokenizer.encode(text);
    }

    /** The same, cut only if it may be. */
    public TokenizedText tokenize(String text, boolean cut) {
        Tokens tokens = tokenize(text);
        return tokens.cut() && !cut
                ? new TokenizedText.TooLong(tokenizer.count(text), tokenizer.maxTokens())
                : new TokenizedText.Ready(tokens);
    }

    /**
     * Token ids as they are, special ones among them; what is too many is cut from their end if it
     * may be.
     */
    public TokenizedText tokenize(int[] ids, boolean cut) {
        int most = tokenizer.maxTokens();
        for (int id : ids) {
            if (id < 0 || id >= tokenizer.vocabularySize()) {
                return new TokenizedText.UnknownId(id, tokenizer.vocabularySize());
            }
        }
        if (ids.length > most && !cut) {
            return new TokenizedText.TooLong(OptionalInt.of(ids.length), most);
        }
        long[] read = new long[Math.min(ids.length, most)];
        for (int i = 0; i < read.length; i++) {
            read[i] = ids[i];
        }
        return new TokenizedText.Ready(
                new Tokens(read, new long[read.length], read.length < ids.length));
    }

    @Override
    public String output() {
        return output.name();
    }

    /** Numbers in a vector; empty when the graph does not say. */
    public OptionalInt width() {
        long width = output.shape().getLast();
        return width < 0 ? OptionalInt.empty() : OptionalInt.of((int) width);
    }

    @Override
    public TextInputs inputs() {
        return inputs;
    }

    /**
     * The vector of one text that ran alone or was cut back to its own length; null when the graph
     * gave another shape.
     *
     * @param tokens how many the text has
     * @param dimensions how many of the vector's first numbers are wanted; they are normalised
     *     after the rest is gone. All, if there are fewer
     */
    public float @Nullable [] vector(Tensor result, int tokens, int dimensions) {
        long[] shape = result.shape();
        if (!(result.data() instanceof float[] data)
                || result.rows() != 1
                || shape.length < 2
                || shape.length > 3
                || (shape.length == 3 && shape[1] < tokens)) {
            return null;
        }
        int width = (int) shape[shape.length - 1];
        float[] vector =
                shape.length == 2
                        ? data.clone()
                        : PooledVector.of(config.pooling(), data, tokens, width);
        if (dimensions < width) {
            vector = Arrays.copyOf(vector, dimensions);
        }
        if (config.normalize()) {
            PooledVector.normalize(vector);
        }
        return vector;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
