package dev.slipway.local;

import java.io.PrintStream;
import java.util.function.Consumer;

/** Tells a person what happens, with the seconds since the beginning. */
public final class Progress implements Consumer<String> {
    private final PrintStream out;
    private final long beginning = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void accept(String text) {
        out.printf("%6.1f s  %s%n", (System.nanoTime() - beginning) / 1e9, text);
        out.flush();
    }
}
