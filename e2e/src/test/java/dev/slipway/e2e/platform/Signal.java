package dev.slipway.e2e.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a test sends to processes in order to break them. */
public enum Signal {
    INT,
    TERM,
    KILL,
    STOP,
    CONT;

    /** To all of a process group, as a terminal does. */
    public void toGroup(long leader) throws IOException, InterruptedException {
        if (leader <= 1) {
            throw new IllegalArgumentException("no process group of a test: " + leader);
        }
        // The shell's own kill: the program of that name takes some negative numbers for -1.
        send(List.of("sh", "-c", "kill -s " + name() + " -- -" + leader));
    }

    public void to(long... pids) throws IOException, InterruptedException {
        List<String> line = new java.util.ArrayList<>(List.of("kill", "-" + name()));
        for (long pid : pids) {
            line.add(Long.toString(pid));
        }
        send(line);
    }

    private void send(List<String> line) throws IOException, InterruptedException {
        Command.Result result = Command.run(Duration.ofSeconds(5), Map.of(), line);
        if (result.exit() != 0) {
            throw new IOException("kill -" + name() + ": " + result.output());
        }
    }
}
