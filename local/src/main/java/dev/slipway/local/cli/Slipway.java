package dev.slipway.local.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of one machine; the script {@code slipway} starts it. */
@Command(
        name = "slipway",
        description = "Serves models: one command starts the whole platform.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            EnvCommand.class,
            DeployCommand.class,
            DemoCommand.class,
            SecretsCommand.class,
            StopCommand.class,
            PrepareCommand.class,
            StartCommand.class
        })
final class Slipway implements Runnable {
    @Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments));
    }

    static int run(PrintWriter errors, String... arguments) {
        CommandLine line = new CommandLine(new Slipway());
        line.setErr(errors);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr()
                    .println("slipway: " + Sentences.of(failure, DataOption.again(command)));
            return 1;
        });
        return line.execute(arguments);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "say what to do");
        }
    }
}
