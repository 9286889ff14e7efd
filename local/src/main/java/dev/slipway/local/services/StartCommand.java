package dev.slipway.local.services;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param environment its whole environment, beside what every process needs (path, home, language)
 * @param log where its output is appended
 */
public record StartCommand(List<String> command, Map<String, String> environment, Path log) {
    public StartCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Without the environment, which holds secrets. */
    @Override
    public String toString() {
        return String.join(" ", command);
    }
}
