package dev.slipway.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisionTest {
    @Test
    void aRunFileIsReadAsItWasWritten(@TempDir Path data) throws IOException {
        RunFile written = RunFile.current("store", Map.of("port", "1234"));
        written.write(data);
        assertThat(RunFile.read(RunFile.path(data, "store"))).contains(written);
        assertThat(written.port(RunFile.PORT)).contains(1234);
        assertThat(RunFile.read(RunFile.path(data, "absent"))).isEmpty();
    }

    @Test
    void aNumberThatWentToAnotherProcessIsNotTheSameProcess() {
        ProcessIdentity self = ProcessIdentity.current();
        assertThat(ProcessIdentity.parse(self.toString())).isEqualTo(self);
        assertThat(self.isAlive()).isTrue();
        assertThat(new ProcessIdentity(self.pid(), self.startedAtMs() - 60_000).isAlive())
                .isFalse();
    }

    @Test
    void aWallClockThatWasSetDoesNotMakeAnotherProcessOfIt() {
        ProcessIdentity self = ProcessIdentity.current();
        long anHour = 3_600_000;
        assertThat(self.startTicks()).isPositive();
        ProcessIdentity before =
                new ProcessIdentity(self.pid(), self.startedAtMs() - anHour, self.startTicks());
        assertThat(before.isAlive()).isTrue();
        assertThat(ProcessIdentity.parse(before.toString()).isAlive()).isTrue();
        ProcessIdentity another =
                new ProcessIdentity(self.pid(), self.startedAtMs(), self.startTicks() - 1);
        assertThat(another.isAlive()).isFalse();
    }

    @Test
    void withoutTicksTheStartTimeDecidesWithinASecond() {
        ProcessIdentity self = ProcessIdentity.current();
        assertThat(new ProcessIdentity(self.pid(), self.startedAtMs() + 900).isAlive()).isTrue();
        assertThat(new ProcessIdentity(self.pid(), self.startedAtMs() + 1_100).isAlive()).isFalse();
    }

    @Test
    void ticksStandInAKeyOfTheirOwnAndAFileWithoutThemIsRead(@TempDir Path data)
            throws IOException {
        ProcessIdentity self = ProcessIdentity.current();
        new RunFile("store", self, Map.of()).write(data);
        Path file = RunFile.path(data, "store");
        assertThat(Files.readAllLines(file))
                .contains("start_ticks=" + self.startTicks())
                .contains("process=" + self.pid() + "\\:" + self.startedAtMs());
        Files.writeString(file, "process=7:8\nport=9\n");
        assertThat(RunFile.read(file))
                .contains(new RunFile("store", new ProcessIdentity(7, 8), Map.of("port", "9")));
    }

    @Test
    void theNameOfACommandMayHoldAnything() {
        String rest = " S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20";
        assertThat(ProcessStat.parse("7 (a) Z (b" + ")" + rest))
                .contains(new ProcessStat(false, 4_242));
        assertThat(ProcessStat.parse("7 (a) Z")).isEmpty();
        assertThat(ProcessStat.parse("7 (a)" + rest.replace("4242", "soon"))).isEmpty();
    }

    @Test
    void aDeadProcessThatNobodyReapedIsNotAlive() throws Exception {
        Process neglectful =
                new ProcessBuilder("sh", "-c", "sleep 100 & echo $!; exec sleep 100").start();
        try {
            long pid = Long.parseLong(neglectful.inputReader().readLine());
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            ProcessIdentity identity = ProcessIdentity.of(child);
            assertThat(identity.isAlive()).isTrue();
            child.destroyForcibly();
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (identity.isAlive() && System.nanoTime() - deadline < 0) {
                Thread.onSpinWait();
            }
            assertThat(identity.isAlive()).isFalse();
        } finally {
            neglectful.destroyForcibly();
        }
    }

    @Test
    void theWatchEndsTheProcessWhenTheLauncherIsGone() {
        AtomicInteger polls = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        LauncherWatch.run(() -> polls.incrementAndGet() < 2, () -> ended.set(true));
        assertThat(ended).isTrue();
    }

    @Test
    void aProposedPortLiesBelowTheEphemeralRangeAndCanBeBound() throws IOException {
        int port = FreePort.propose();
        assertThat(port).isLessThan(32_768);
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(server.isBound()).isTrue();
        }
    }

    @Test
    void whatIsMissingIsToldByNameInOneLine() {
        Map<String, String> environment = Map.of("A", "hidden", "B", " ");
        String[] arguments = {"--D=hidden", "--C"};
        assertThat(RequiredVariables.missing(environment, arguments, "A", "B", "C", "D"))
                .containsExactly("B", "C");
        assertThat(RequiredVariables.sentence(List.of("B", "C")))
                .startsWith("not started: B and C are not set")
                .doesNotContain("\n");
        assertThat(RequiredVariables.sentence(List.of("B"))).contains(": B is not set");
    }
}
