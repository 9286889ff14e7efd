package dev.slipway.inference.task;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.task.ClassifierConfig.Scoring;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text, or two that are read together, to a score of each class. */
public final class TextClassification implements TextModel, AutoCloseable {
    private final Tokenizer tokenizer;
    private final TextInputs inputs;
    private final TensorSpec output;
    private final List<String> labels;
    private final Scoring scoring;

    public TextClassification(
            Tokenizer tokenizer, ClassifierConfig config, ModelSignature signature)
            throws UnsupportedTaskException {
        this.tokenizer = tokenizer;
        this.inputs = new TextInputs(signature.inputs(), tokenizer.padId());
        this.output = output(signature);
        this.labels = labels(config, output);
        this.scoring = config.scoring(labels.size());
    }

    /** The output with a row of numbers a text; {@code logits} comes first. */
    private static TensorSpec output(ModelSignature signature) throws UnsupportedTaskException {
        TensorSpec chosen = null;
        for (TensorSpec spec : signature.outputs()) {
            if (spec.datatype().equals("FP32")
                    && spec.shape().size() == 2
                    && (chosen == null || spec.name().equals("logits"))) {
                chosen = spec;
            }
        }
        if (chosen == null) {
            throw new UnsupportedTaskException(
                    "the model has no output of a row of FP32 scores a text");
        }
        return chosen;
    }

    /** Where {@code config.json} names none they are called as transformers calls them. */
    private static List<String> labels(ClassifierConfig config, TensorSpec output)
            throws UnsupportedTaskException {
        long width = output.shape().getLast();
        List<String> named = config.labels();
        if (!named.isEmpty() && width >= 0 && width != named.size()) {
            throw new UnsupportedTaskException(
                    "config.json names "
                            + named.size()
                            + " classes, but output '"
                            + output.name()
                            + "' has "
                            + width);
        }
        if (!named.isEmpty()) {
            return List.copyOf(named);
        }
        if (width < 1) {
            throw new UnsupportedTaskException(
                    "config.json names no classes, and the graph does not say how many there are");
        }
        List<String> made = new ArrayList<>();
        for (int at = 0; at < width; at++) {
            made.add("LABEL_" + at);
        }
        return List.copyOf(made);
    }

    /** The tokens of a text, cut to what the model reads. */
    public Tokens tokenize(String text) {
        return tokenizer.encode(text);
    }

    /**
     * A text, cut only if it may be.
     *
     * @param second read together with it, or null
     */
    public TokenizedText tokenize(String text, @Nullable String second, boolean cut) {
        Tokens tokens =
                second == null ? tokenizer.encode(text) : tokenizer.encodePair(text, second);
        if (!tokens.cut() || cut) {
            return new TokenizedText.Ready(tokens);
        }
        return new TokenizedText.TooLong(
                second == null ? tokenizer.count(text) : tokenizer.countPair(text, second),
                tokenizer.maxTokens());
    }

    @Override
    public String output() {
        return output.name();
    }

    @Override
    public TextInputs inputs() {
        return inputs;
    }

    /** The names of the classes by their index. */
    public List<String> labels() {
        return labels;
    }

    /** The same signature, in which the output's classes have their names. */
    public ModelSignature named(ModelSignature signature) {
        List<TensorSpec> outputs = new ArrayList<>(signature.outputs());
        outputs.replaceAll(spec ->
                spec.name().equals(output.name()) && spec.labels() == null
                        ? new TensorSpec(
                                spec.name(),
                                spec.datatype(),
                                spec.shape(),
                                spec.dimNames(),
                                labels,
                                spec.form())
                        : spec);
        return new ModelSignature(signature.inputs(), List.copyOf(outputs));
    }

    /**
     * The scores of one text by class; null when the graph gave another shape.
     *
     * @param raw whether they are the model's logits
     */
    public float @Nullable [] scores(Tensor result, boolean raw) {
        if (!(result.data() instanceof float[] logits) || logits.length != labels.size()) {
            return null;
        }
        if (raw) {
            return logits.clone();
        }
        return switch (scoring) {
            case SOFTMAX -> softmax(logits);
            case SIGMOID -> sigmoid(logits);
            case NONE -> logits.clone();
        };
    }

    private static float[] softmax(float[] logits) {
        float most = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double[] powers = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            powers[i] = Math.exp((double) logits[i] - most);
            sum += powers[i];
        }
        float[] scores = new float[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (powers[i] / sum);
        }
        return scores;
    }

    private static float[] sigmoid(float[] logits) {
        float[] scores = new float[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
        return scores;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
