package dev.slipway.e2e.clients;

import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/**
 * A Python environment with the clients that people use. Where it cannot be made, the tests fail in
 * CI and are skipped with a loud line elsewhere.
 */
final class PythonClients {
    private static final String REQUIREMENTS = "requirements.txt";
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    private static final Duration SCRIPT_LIMIT = Duration.ofMinutes(2);

    private final Path python;

    private PythonClients(Path python) {
        this.python = python;
    }

    static PythonClients make() throws IOException, InterruptedException {
        return make(REQUIREMENTS);
    }

    /**
     * Kept in the user's cache, for every checkout that wants the same packages.
     *
     * @param file of the test resources, which names them
     */
    static PythonClients make(String file) throws IOException, InterruptedException {
        Path requirements = Repository.scratch().resolve(file);
        copyResource("/clients/" + file, requirements);
        Path cache = cache();
        String wanted = "python-" + UUID.nameUUIDFromBytes(Files.readAllBytes(requirements));
        Path folder = cache.resolve(wanted);
        if (!Files.exists(folder)) {
            Files.createDirectories(cache);
            Path half = Files.createTempDirectory(cache, "part-");
            String python = half.resolve("bin").resolve("python").toString();
            if (!succeeds(List.of("python3", "-m", "venv", half.toString()))
                    || !succeeds(
                            List.of(
                                    python,
                                    "-m",
                                    "pip",
                                    "install",
                                    "-q",
                                    "--no-deps",
                                    "--no-compile",
                                    "-r",
                                    requirements.toString()))) {
                missing("python3 with venv and the packages of " + file + " could not be had");
            }
            // Only its python is used, by its path, so that it may move.
            Files.move(half, folder);
        }
        return new PythonClients(folder.resolve("bin").resolve("python"));
    }

    private static Path cache() {
        String named = System.getenv("XDG_CACHE_HOME");
        Path caches =
                named == null || named.isEmpty()
                        ? Path.of(System.getProperty("user.home", ""), ".cache")
                        : Path.of(named);
        return caches.resolve("slipway");
    }

    /** The interpreter itself. */
    Path python() {
        return python;
    }

    /** Runs a script of the test resources; its own assertions decide. */
    String run(String script, String... arguments) throws IOException, InterruptedException {
        return attempt(script, arguments).orFail();
    }

    /** The same where the caller decides. */
    Command.Result attempt(String script, String... arguments)
            throws IOException, InterruptedException {
        return Command.run(SCRIPT_LIMIT, Map.of(), line(script, arguments));
    }

    /** The same in a shell that has taken over what {@code slipway env} prints. */
    String runInEnvironmentOf(Platform platform, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "eval \"$(\"$0\" env --data \"$1\")\" && shift && exec \"$@\"",
                                Repository.root().resolve("slipway").toString(),
                                platform.data().toString()));
        line.addAll(line(script, arguments));
        return Command.run(SCRIPT_LIMIT, Map.of(), line).orFail();
    }

    private List<String> line(String script, String... arguments) throws IOException {
        Path file = Repository.scratch().resolve(script);
        copyResource("/clients/" + script, file);
        List<String> line = new ArrayList<>(List.of(python.toString(), file.toString()));
        line.addAll(List.of(arguments));
        return line;
    }

    static void copyResource(String name, Path to) throws IOException {
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        try (InputStream in =
                Objects.requireNonNull(PythonClients.class.getResourceAsStream(name), name)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean succeeds(List<String> line) throws InterruptedException {
        try {
            Command.Result result = Command.run(INSTALL_LIMIT, Map.of(), line);
            if (result.exit() != 0) {
                System.out.println(result.output());
            }
            return result.exit() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Fails in CI and skips elsewhere, and says why. */
    static void missing(String what) {
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(what);
        }
        System.out.println("SKIPPED: " + what);
        Assumptions.abort(what);
    }
}
