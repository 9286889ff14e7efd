package dev.slipway.registry.failpoint.process;

import dev.slipway.registry.failpoint.Failpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** A file named after the failpoint is deleted and the process halts, as if killed. */
final class FailpointFiles implements Failpoints {
    private static final int KILLED = 137;

    private final Path directory;
    private final IntConsumer halt;

    FailpointFiles(Path directory, IntConsumer halt) {
        this.directory = directory;
        this.halt = halt;
    }

    @Override
    public void pass(String name) {
        try {
            if (Files.deleteIfExists(directory.resolve(name))) {
                halt.accept(KILLED);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("failpoint " + name, unreadable);
        }
    }
}
