package dev.slipway.inference.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much the thread that asks yields to others, as Linux has it. */
public final class ThreadNiceness {
    /** What stands so many words behind the thread's name. */
    private static final int NICE = 16;

    private ThreadNiceness() {}

    /** From -20 to 19. */
    public static int now() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE]);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
