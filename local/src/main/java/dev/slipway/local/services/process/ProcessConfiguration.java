package dev.slipway.local.services.process;

import dev.slipway.local.services.ServiceProcess;
import dev.slipway.local.services.StartCommand;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Starts processes in sessions of their own: a Ctrl-C at the terminal then reaches the launcher
 * alone, which ends the others in order.
 */
public final class ProcessConfiguration {
    private static final Set<String> PASSED_ON =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "LOGNAME");
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"));

    private ProcessConfiguration() {}

    /** How a process is asked to end in order. */
    @FunctionalInterface
    public interface Ending {
        Ending TERM = ProcessHandle::destroy;

        void ask(ProcessHandle process);
    }

    /** Starts a process whose run file tells that it serves: its own one, with a port in it. */
    public static ServiceProcess start(StartCommand command, Path dataDirectory, String name)
            throws IOException {
        return start(command, own -> hasPorts(dataDirectory, name, own), Ending.TERM);
    }

    /** Starts a process. */
    public static ServiceProcess start(
            StartCommand command, Predicate<ProcessIdentity> serving, Ending ending)
            throws IOException {
        return start(command, serving, ending, ProcessBuilder.Redirect.from(new File("/dev/null")));
    }

    /** Starts a process whose standard input ends when this JVM does, however that ends. */
    public static ServiceProcess startTied(StartCommand command, Predicate<ProcessIdentity> serving)
            throws IOException {
        return start(command, serving, Ending.TERM, ProcessBuilder.Redirect.PIPE);
    }

    private static ServiceProcess start(
            StartCommand command,
            Predicate<ProcessIdentity> serving,
            Ending ending,
            ProcessBuilder.Redirect input)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(inItsOwnSession(command.command()));
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED_ON);
        environment.putAll(command.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        builder.redirectInput(input);
        Process process = builder.start();
        return new StartedProcess(
                process,
                ProcessIdentity.of(process.toHandle()),
                process.onExit().thenApply(Process::exitValue),
                serving,
                ending);
    }

    /** A command that a Ctrl-C at the launcher's terminal does not reach. */
    public static List<String> inItsOwnSession(List<String> command) {
        List<String> all = new ArrayList<>();
        for (Path setsid : SETSID) {
            if (Files.isExecutable(setsid)) {
                all.add(setsid.toString());
            }
        }
        all.addAll(command);
        return all;
    }

    private static boolean hasPorts(Path dataDirectory, String name, ProcessIdentity own) {
        try {
            return RunFile.read(RunFile.path(dataDirectory, name))
                    .filter(file -> file.process().equals(own))
                    .filter(file ->
                            file.port(RunFile.PORT).isPresent()
                                    || file.port(RunFile.MANAGEMENT_PORT).isPresent())
                    .isPresent();
        } catch (IOException | IllegalArgumentException notYet) {
            return false;
        }
    }
}
