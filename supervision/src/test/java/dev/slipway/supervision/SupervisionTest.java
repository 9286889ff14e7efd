package dev.slipway.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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
}
