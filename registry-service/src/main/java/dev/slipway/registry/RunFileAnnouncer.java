package dev.slipway.registry;

import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** Writes the run file, where there is a data directory. */
public final class RunFileAnnouncer {
    private final String name;
    private final String dataDirectory;

    public RunFileAnnouncer(String name, String dataDirectory) {
        this.name = name;
        this.dataDirectory = dataDirectory;
    }

    /** Says who this process is and what it knows of its ports so far. */
    public void announce(Map<String, String> values) {
        if (dataDirectory.isBlank()) {
            return;
        }
        try {
            RunFile.current(name, values).write(Path.of(dataDirectory));
        } catch (IOException unwritable) {
            throw new UncheckedIOException("the run file cannot be written", unwritable);
        }
    }
}
