package dev.slipway.inference.task;

/** A model that reads texts, or pairs of them, and of whose outputs one is wanted. */
public interface TextModel {
    /** The name of the one output that a run must give. */
    String output();

    /** What makes the graph's inputs of the tokens of a text, or of a pair. */
    TextInputs inputs();
}
