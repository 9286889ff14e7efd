package dev.slipway.local.cli;

import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.services.ServiceProcess;
import dev.slipway.local.services.StartCommand;
import dev.slipway.local.services.process.ProcessConfiguration;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts a launcher that goes on by itself, and shows what it says until it is up. */
final class DetachedLauncher {
    private final DataDirectory directory;
    private final Path log;
    private long shown;

    DetachedLauncher(DataDirectory directory) {
        this.directory = directory;
        this.log = directory.log("launcher");
    }

    int start(List<String> arguments) throws IOException, InterruptedException {
        directory.create();
        shown = Files.exists(log) ? Files.size(log) : 0;
        ServiceProcess launcher =
                ProcessConfiguration.start(
                        new StartCommand(
                                LauncherCommand.of(directory, arguments), System.getenv(), log),
                        own -> false,
                        ProcessConfiguration.Ending.TERM);
        while (true) {
            boolean ended = launcher.exit().isDone();
            boolean ready = isReady(launcher);
            show();
            if (ready) {
                return 0;
            }
            if (ended) {
                return Math.max(1, launcher.exit().join());
            }
            Thread.sleep(50);
        }
    }

    private boolean isReady(ServiceProcess launcher) throws IOException {
        return RunFile.read(RunFile.path(directory.root(), "launcher"))
                .filter(run -> run.process().equals(launcher.identity()))
                .filter(run -> "ready".equals(run.values().get("state")))
                .isPresent();
    }

    private void show() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            if (length < shown) {
                shown = 0;
            }
            byte[] fresh = new byte[Math.toIntExact(Math.min(length - shown, 1 << 20))];
            file.seek(shown);
            file.readFully(fresh);
            shown += fresh.length;
            System.out.print(new String(fresh, StandardCharsets.UTF_8));
            System.out.flush();
        }
    }
}
