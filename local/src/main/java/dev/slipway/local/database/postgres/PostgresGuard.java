package dev.slipway.local.database.postgres;

import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.services.ServiceProcess;
import dev.slipway.local.services.StartCommand;
import dev.slipway.local.services.process.ProcessConfiguration;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Ends PostgreSQL, which cannot watch the launcher itself, when the launcher is gone. A shell waits
 * for the end of its input, whose other end only the launcher holds: that costs neither a JVM's
 * memory nor a look now and then. It reads PostgreSQL's run file only then, so that restarts in
 * between do not matter, and signals only the process that the file means.
 */
final class PostgresGuard {
    static final String NAME = "postgres-guard";

    /** First SIGINT, PostgreSQL's fast shutdown; whoever still runs after 10 s is killed. */
    private static final String SCRIPT =
            """
            trap '' INT
            while read -r line; do :; done
            run=$1/run/postgres.properties
            pid=$(sed -n 's/^process=\\([0-9]*\\).*/\\1/p' "$run")
            ticks=$(sed -n 's/^start_ticks=//p' "$run")
            lives() {
                set -- $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null)
                [ "${1:-Z}" != Z ] && [ "${20:-}" = "$ticks" ]
            }
            if [ -n "$pid" ] && lives; then
                kill -INT "$pid"
                tries=0
                while lives && [ "$tries" -lt 40 ]; do
                    sleep 0.25
                    tries=$((tries + 1))
                done
                if lives; then kill -KILL "$pid"; fi
            fi
            """;

    private PostgresGuard() {}

    static ServiceProcess start(DataDirectory directory) throws IOException {
        ServiceProcess process =
                ProcessConfiguration.startTied(
                        new StartCommand(
                                List.of("sh", "-c", SCRIPT, NAME, directory.root().toString()),
                                Map.of(),
                                directory.log(NAME)),
                        own -> true);
        new RunFile(NAME, process.identity(), Map.of()).write(directory.root());
        return process;
    }
}
