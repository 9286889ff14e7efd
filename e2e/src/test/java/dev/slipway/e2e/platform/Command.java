package dev.slipway.e2e.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, bounded in time, its output in a file. */
public final class Command {
    private Command() {}

    /** How a program ended and what it wrote, both streams in one. */
    public record Result(int exit, String output) {
        /** The output of a success; anything else fails the test. */
        public String orFail() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ":\n" + output);
            }
            return output;
        }
    }

    /** The launcher's script, which must not build: the tests may run inside a build. */
    public static Result slipway(Duration limit, String... arguments)
            throws IOException, InterruptedException {
        return slipway(limit, Map.of(), arguments);
    }

    /** The same with variables of the launcher's own. */
    public static Result slipway(
            Duration limit, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("SLIPWAY_BUILD", "never");
        List<String> line = new ArrayList<>();
        line.add(Repository.root().resolve("slipway").toString());
        line.addAll(List.of(arguments));
        return run(limit, all, line);
    }

    public static Result run(Duration limit, Map<String, String> environment, List<String> line)
            throws IOException, InterruptedException {
        Files.createDirectories(Repository.scratch());
        Path output = Files.createTempFile(Repository.scratch(), "command-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(
                    String.join(" ", line) + " did not end within " + limit + ":\n" + read(output));
        }
        Result result = new Result(process.exitValue(), read(output));
        Files.delete(output);
        return result;
    }

    private static String read(Path output) throws IOException {
        return Files.readString(output);
    }
}
