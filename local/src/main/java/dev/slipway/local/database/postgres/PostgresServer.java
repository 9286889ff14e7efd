package dev.slipway.local.database.postgres;

import dev.slipway.local.database.PostgresSettings;
import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.services.StartCommand;
import dev.slipway.local.services.process.ProcessConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The programs applied to one data directory. */
final class PostgresServer {
    private final PostgresBinaries binaries;
    private final DataDirectory directory;
    private final List<String> asAnotherUser;

    PostgresServer(PostgresBinaries binaries, DataDirectory directory) throws IOException {
        this.binaries = binaries;
        this.directory = directory;
        this.asAnotherUser = asAnotherUser();
    }

    /** Makes the cluster when there is none; it appears by rename when it is complete. */
    void initialise(Path passwordFile) throws IOException {
        Path data = directory.postgres();
        if (Files.isDirectory(data)) {
            return;
        }
        Path half = data.resolveSibling("postgres.half");
        deleteTree(half);
        List<String> command = new ArrayList<>(asAnotherUser);
        command.add(binaries.program("initdb").toString());
        command.addAll(List.of("-D", half.toString(), "-U", "postgres"));
        command.addAll(List.of("--pwfile", passwordFile.toString(), "-A", "scram-sha-256"));
        command.addAll(List.of("-E", "UTF8", "--locale=C", "--no-instructions"));
        run(command);
        Files.move(half, data, StandardCopyOption.ATOMIC_MOVE);
    }

    StartCommand startCommand(int port) {
        List<String> command = new ArrayList<>(asAnotherUser);
        command.add(binaries.program("postgres").toString());
        command.addAll(PostgresSettings.arguments(directory.postgres().toString(), port));
        return new StartCommand(command, Map.of(), directory.log("postgres"));
    }

    /** PostgreSQL itself writes there that it takes connections. */
    boolean isReady(long pid) {
        try {
            List<String> lines = Files.readAllLines(directory.postgres().resolve("postmaster.pid"));
            return lines.size() >= 8
                    && lines.get(0).strip().equals(String.valueOf(pid))
                    && lines.get(7).strip().equals("ready");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The launcher waits for its end, after a Ctrl-C too: half a cluster would serve nobody. */
    private void run(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(ProcessConfiguration.inItsOwnSession(command))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        directory.log("postgres").toFile()))
                        .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("initdb did not end within two minutes");
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL was set up", stopped);
        }
        if (process.exitValue() != 0) {
            throw new IOException("initdb failed; its reason is in the log 'postgres'");
        }
    }

    /** PostgreSQL refuses to run as root: a user namespace makes it nobody, files stay ours. */
    private static List<String> asAnotherUser() throws IOException {
        if (!(Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid)
                || uid != 0) {
            return List.of();
        }
        List<String> prefix = List.of("unshare", "-U");
        List<String> trial = new ArrayList<>(prefix);
        trial.addAll(List.of("id", "-un"));
        try {
            Process process =
                    new ProcessBuilder(trial)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return prefix;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        throw new IOException(
                "PostgreSQL does not run as root and this system grants no user namespace;"
                        + " start Slipway as an ordinary user");
    }

    private static void deleteTree(Path top) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(top)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException absent) {
            return;
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
