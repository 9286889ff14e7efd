package dev.slipway.local.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir Path folder = Path.of("unset");

    @BeforeEach
    void makeFolders() throws IOException {
        directory().create();
    }

    @Test
    void foldersWithSecretsAreTheirOwnersAlone() throws IOException {
        for (Path own : new Path[] {directory().run(), directory().secrets(), directory().conf()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aDirectoryInUseCannotBeTakenByAnotherProcess() throws Exception {
        Process holder = Holder.start(folder);
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            assertThat(DirectoryLock.take(folder)).isEmpty();
        } finally {
            holder.destroyForcibly();
            holder.waitFor();
        }
        Optional<DirectoryLock> taken = DirectoryLock.take(folder);
        assertThat(taken).isPresent();
        taken.get().close();
    }

    @Test
    void whatACrashLeftIsEndedButNeverAnotherProcessWithItsNumber() throws Exception {
        Process left = new ProcessBuilder("sleep", "600").start();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            ProcessIdentity number = ProcessIdentity.of(stranger.toHandle());
            ProcessIdentity earlier =
                    new ProcessIdentity(number.pid(), number.startedAtMs() - 60_000);
            new RunFile("gateway", ProcessIdentity.of(left.toHandle()), Map.of()).write(folder);
            new RunFile("registry", earlier, Map.of()).write(folder);
            new RunFile("replica-1", earlier, Map.of()).write(folder);
            Files.writeString(directory().run().resolve("broken.properties"), "process=?");
            assertThat(new CrashRemains(directory(), process -> {}).clean())
                    .containsExactly("gateway");
            assertThat(left.waitFor()).isEqualTo(137);
            assertThat(stranger.isAlive()).isTrue();
            assertThat(directory().run().toFile().list())
                    .as("only the registry can be told of a replica's death")
                    .containsExactly("replica-1.properties");
        } finally {
            left.destroyForcibly();
            stranger.destroyForcibly();
        }
    }

    @Test
    void aLogOverItsLimitIsTurnedWhileItsWriterGoesOn() throws IOException {
        Path log = directory().log("store");
        Files.writeString(log, "x".repeat(100));
        LogRotation rotation = new LogRotation(directory().logs(), 99, 5);
        rotation.sweep();
        assertThat(Files.size(log)).isZero();
        assertThat(Files.readString(directory().logs().resolve("store.log.1"))).hasSize(100);
        Files.writeString(log, "y".repeat(99));
        rotation.sweep();
        assertThat(Files.size(log)).isEqualTo(99);
    }

    @Test
    void onlyTheNewestLogsOfReplicasAreKept() throws IOException {
        for (int replica = 0; replica < 4; replica++) {
            Path log = directory().log("replica-" + replica);
            Files.writeString(log, "x");
            Files.setLastModifiedTime(log, FileTime.fromMillis(1_000L * replica));
        }
        new LogRotation(directory().logs(), 99, 2).sweep();
        assertThat(directory().logs().toFile().list())
                .containsExactlyInAnyOrder("replica-2.log", "replica-3.log");
    }

    @Test
    void theTemporaryFolderIsEmptied() throws IOException {
        Path deep = directory().temporary().resolve("a/b");
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("c"), "x");
        directory().emptyTemporary();
        assertThat(directory().temporary()).isEmptyDirectory();
    }

    @Test
    void aCommandNamesItWhereItIsNotTheOneBesideTheScript() {
        Path home = Path.of("/home/of");
        assertThat(new DataDirectory(home.resolve(".slipway")).asOption(home)).isEmpty();
        assertThat(new DataDirectory(Path.of("/srv/a-b_1.c")).asOption(home))
                .isEqualTo(" --data /srv/a-b_1.c");
        assertThat(new DataDirectory(Path.of("/srv/it's $one")).asOption(home))
                .isEqualTo(" --data '/srv/it'\\''s $one'");
    }

    private DataDirectory directory() {
        return new DataDirectory(folder);
    }

    /** Holds a directory in another process. */
    static final class Holder {
        private Holder() {}

        static Process start(Path folder) throws IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holder.class.getName(),
                            folder.toString())
                    .start();
        }

        public static void main(String[] arguments) throws Exception {
            Optional<DirectoryLock> lock = DirectoryLock.take(Path.of(arguments[0]));
            System.out.println(lock.isPresent() ? "held" : "refused");
            int _ = System.in.read();
        }
    }
}
