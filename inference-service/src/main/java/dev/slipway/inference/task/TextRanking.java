package dev.slipway.inference.task;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A query and a document, read together by a cross-encoder, to one score. */
public final class TextRanking implements TextModel, AutoCloseable {
    private final Tokenizer tokenizer;
    private final TextInputs inputs;
    private final TensorSpec output;

    public TextRanking(Tokenizer tokenizer, ModelSignature signature)
            throws UnsupportedTaskException {
        this.tokenizer = tokenizer;
        this.inputs = new TextInputs(signature.inputs(), tokenizer.padId());
        this.output = output(signature);
    }

    /** The output with one number a pair; {@code logits} comes first. */
    private static TensorSpec output(ModelSignature signature) throws UnsupportedTaskException {
        TensorSpec chosen = null;
        for (TensorSpec spec : signature.outputs()) {
            if (isOneNumber(spec) && (chosen == null || spec.name().equals("logits"))) {
                chosen = spec;
            }
        }
        if (chosen == null) {
            throw new UnsupportedTaskException("the model has no output of one FP32 score a pair");
        }
        return chosen;
    }

    private static boolean isOneNumber(TensorSpec spec) {
        int rank = spec.shape().size();
        return spec.datatype().equals("FP32")
                && (rank == 1 || (rank == 2 && Math.abs(spec.shape().getLast()) == 1));
    }

    /**
     * The query as all pairs of a request read it: no more of it than the model could read. Without
     * this a long query would be read as a whole for each document.
     *
     * @param cut whether it may be cut; if not, a longer one is refused
     */
    public Query query(String text, boolean cut) {
        String beginning = tokenizer.beginning(text, tokenizer.maxTokens());
        boolean shortened = beginning.length() < text.length();
        return new Query(beginning, shortened, shortened && !cut ? tooLong(text) : null);
    }

    private TokenizedText.TooLong tooLong(String text) {
        return new TokenizedText.TooLong(tokenizer.count(text), tokenizer.maxTokens());
    }

    /**
     * A query.
     *
     * @param shortened whether it is the beginning of a longer one
     * @param refused set when it is and may not be
     */
    public record Query(String text, boolean shortened, TokenizedText.@Nullable TooLong refused) {}

    /** One pair, cut to what the model reads. */
    public Tokens tokenize(String query, String document) {
        return tokenizer.encodePair(query, document);
    }

    /**
     * One pair; of its longer text more is cut, if it may be.
     *
     * @param mostOfDocument tokens of the document that are wanted at most
     */
    public TokenizedText tokenize(Query query, String document, int mostOfDocument, boolean cut) {
        String wanted =
                mostOfDocument < tokenizer.maxTokens()
                        ? tokenizer.beginning(document, mostOfDocument)
                        : document;
        Tokens tokens = tokenize(query.text(), wanted);
        if (tokens.cut() && !cut) {
            return new TokenizedText.TooLong(
                    tokenizer.countPair(query.text(), wanted), tokenizer.maxTokens());
        }
        boolean less = tokens.cut() || query.shortened() || wanted.length() < document.length();
        return new TokenizedText.Ready(new Tokens(tokens.ids(), tokens.typeIds(), less));
    }

    @Override
    public String output() {
        return output.name();
    }

    @Override
    public TextInputs inputs() {
        return inputs;
    }

    /** The logit of one pair; null when the graph gave another shape. */
    public @Nullable Float logit(Tensor result) {
        return result.data() instanceof float[] data && data.length == 1 ? data[0] : null;
    }

    /** The logistic function: where the model was trained to say yes or no, the chance of yes. */
    public static double score(float logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
