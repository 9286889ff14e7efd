package dev.slipway.e2e.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a test sends to processes in order to break them. */
public enum Signal {
    TERM,
    KILL,
    STOP,
    CONT;

    public void to(long... pids) throws IOException, InterruptedException {
        List<String> line = new java.util.ArrayList<>(List.of("kill", "-" + name()));
        for (long pid : pids) {
            line.add(Long.toString(pid));
        }
        Command.Result result = Command.run(Duration.ofSeconds(5), Map.of(), line);
        if (result.exit() != 0) {
            throw new IOException("kill -" + name() + ": " + result.output());
        }
    }
}
