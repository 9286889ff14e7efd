package dev.slipway.inference.task;

/** Turns a text into tokens, cut to the model's longest input. Callable from several threads. */
public interface Tokenizer extends AutoCloseable {
    Tokens encode(String text);

    @Override
    void close();
}
