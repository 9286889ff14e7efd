package dev.slipway.inference.task;

import dev.slipway.inference.artefact.LocalPackage;
import java.util.List;

/**
 * What a classifier's own {@code config.json} says of its classes.
 *
 * @param labels their names by index; empty where none is named
 * @param problemType Hugging Face's word for what the classes are to each other, or empty
 */
public record ClassifierConfig(List<String> labels, String problemType) {
    /** How logits become scores. */
    public enum Scoring {
        /** One of the classes is right: the scores of a text add up to 1. */
        SOFTMAX,
        /** Each class is right or not by itself. */
        SIGMOID,
        /** The logits are the scores. */
        NONE
    }

    /** Reads a package's configuration files. */
    public interface Reader {
        /**
         * Finds what the files say; nothing where they say nothing.
         *
         * @throws UnsupportedTaskException when they cannot be read
         */
        ClassifierConfig read(LocalPackage files) throws UnsupportedTaskException;
    }

    /** As transformers' {@code TextClassificationPipeline} chooses where nobody tells it. */
    Scoring scoring(int classes) {
        if (problemType.equals("regression")) {
            return Scoring.NONE;
        }
        return problemType.equals("multi_label_classification") || classes == 1
                ? Scoring.SIGMOID
                : Scoring.SOFTMAX;
    }
}
