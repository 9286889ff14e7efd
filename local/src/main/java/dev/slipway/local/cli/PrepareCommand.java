package dev.slipway.local.cli;

import dev.slipway.local.Progress;
import dev.slipway.local.TrialRun;
import dev.slipway.local.platform.CacheFolders;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Makes the start-up caches of a build, which later starts use. */
@Command(name = "prepare", description = "Makes start-up caches, once for a build.")
final class PrepareCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Path home = LauncherCommand.home();
        TrialRun trial =
                new TrialRun(
                        home,
                        CacheFolders.of(home, LauncherCommand.classPath()),
                        Progress.onStandardOutput());
        return trial.makeOnce() ? 0 : 1;
    }
}
