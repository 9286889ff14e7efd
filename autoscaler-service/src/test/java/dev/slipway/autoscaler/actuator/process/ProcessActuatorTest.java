package dev.slipway.autoscaler.actuator.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.autoscaler.actuator.InstanceIds;
import dev.slipway.autoscaler.actuator.ReplicaCommand;
import dev.slipway.autoscaler.actuator.ReplicaProcess;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessActuatorTest {
    private static final String SLEEP = "exec sleep 60";

    @TempDir Path data;
    private final List<ReplicaProcess> made = new ArrayList<>();

    @AfterEach
    void endAll() {
        for (ReplicaProcess replica : made) {
            replica.process().find().ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void whoAReplicaIsStandsInItsRunFileAsSoonAsItRuns() throws IOException {
        ReplicaProcess replica = start(SLEEP);

        RunFile run = RunFile.read(runFile(replica.instance())).orElseThrow();
        assertThat(run.process()).isEqualTo(replica.process());
        assertThat(run.process().isAlive()).isTrue();
        assertThat(run.values())
                .containsEntry("pool", "blue")
                .containsEntry("instance", replica.instance().toString());
    }

    @Test
    void aReplicaGetsWhatItNeedsAndNothingElseOfOurEnvironment() throws IOException {
        ReplicaProcess replica = start("env; echo done; exec sleep 60");

        String log = logOf(replica, "done");
        assertThat(log)
                .contains("SLIPWAY_INSTANCE=" + replica.instance())
                .contains("SLIPWAY_NAME=replica-" + replica.instance())
                .contains("SLIPWAY_POOL=blue")
                .contains("SLIPWAY_DATA_DIR=" + data)
                .contains("COLOUR=blue")
                .containsPattern("SLIPWAY_PORT=[1-9][0-9]+\n")
                .doesNotContain("JAVA_HOME=")
                .doesNotContain("MAVEN");
    }

    @Test
    void aReplicaHasASessionOfItsOwn() throws IOException {
        ReplicaProcess replica = start("ps -o sid= -p $$; echo done; exec sleep 60");

        assertThat(logOf(replica, "done").strip()).startsWith("" + replica.process().pid());
    }

    @Test
    void theLivingAndTheDeadAreFoundAgainByTheirRunFiles() throws IOException {
        ReplicaProcess living = start(SLEEP);
        ReplicaProcess dead = start(SLEEP);
        end(dead);
        Files.writeString(data.resolve("run/registry.properties"), "process=1:1\n");

        ProcessActuator later = actuator(SLEEP);

        assertThat(later.adopt()).containsExactlyInAnyOrder(living, dead);
        assertThat(later.isAlive(living)).isTrue();
        assertThat(later.isAlive(dead)).isFalse();
        assertThat(data.resolve("run/registry.properties")).exists();
    }

    @Test
    void aNumberThatWentToAnotherProcessIsNotTheReplica() throws IOException {
        UUID instance = new UUID(1, 2);
        ProcessIdentity us = ProcessIdentity.current();
        ProcessIdentity before = new ProcessIdentity(us.pid(), us.startedAtMs() - 60_000);
        new RunFile("replica-" + instance, before, Map.of("pool", "blue")).write(data);
        ProcessActuator actuator = actuator(SLEEP);

        ReplicaProcess found = actuator.adopt().getFirst();
        actuator.terminate(found);
        actuator.kill(found);

        assertThat(actuator.isAlive(found)).isFalse();
    }

    @Test
    void aRunFileThatNobodyCanReadIsRemoved() throws IOException {
        Path run = Files.createDirectories(data.resolve("run"));
        Files.writeString(run.resolve("replica-nobody.properties"), "process=1:1\n");
        Files.writeString(run.resolve("replica-" + new UUID(1, 2) + ".properties"), "half=");

        assertThat(actuator(SLEEP).adopt()).isEmpty();
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void whereAReplicaListensStandsInItsOwnRunFile() throws IOException {
        ReplicaProcess replica = start(SLEEP);
        ProcessActuator actuator = actuator(SLEEP);
        assertThat(actuator.address(replica)).isEmpty();

        RunFile.read(runFile(replica.instance()))
                .orElseThrow()
                .with(Map.of("address", "127.0.0.1:7"))
                .write(data);
        assertThat(actuator.address(replica)).contains("127.0.0.1:7");

        Files.writeString(runFile(replica.instance()), "half=");
        assertThat(actuator.address(replica)).isEmpty();
    }

    @Test
    void aWallClockThatWasSetDoesNotCostAnAdoptedReplicaItsLife() throws IOException {
        ReplicaProcess replica = start(SLEEP);
        ProcessIdentity us = replica.process();
        ProcessIdentity asSeenBefore =
                new ProcessIdentity(us.pid(), us.startedAtMs() - 3_600_000, us.startTicks());
        new RunFile("replica-" + replica.instance(), asSeenBefore, Map.of("pool", "blue"))
                .write(data);
        ProcessActuator actuator = actuator(SLEEP);

        assertThat(actuator.isAlive(actuator.adopt().getFirst())).isTrue();
    }

    @Test
    void nothingIsFoundInAFreshDirectory() throws IOException {
        assertThat(actuator(SLEEP).adopt()).isEmpty();
    }

    @Test
    void forgettingRemovesTheRunFileAndMayBeRepeated() throws IOException {
        ReplicaProcess replica = start(SLEEP);
        end(replica);
        ProcessActuator actuator = actuator(SLEEP);

        actuator.forget(replica);
        actuator.forget(replica);

        assertThat(runFile(replica.instance())).doesNotExist();
    }

    @Test
    void aDeathIsToldOnce() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        ReplicaProcess replica = start(SLEEP, told::countDown);
        assertThat(told.getCount()).isOne();

        actuator(SLEEP).kill(replica);

        assertThat(told.await(5, SECONDS)).isTrue();
        assertThat(actuator(SLEEP).isAlive(replica)).isFalse();
    }

    @Test
    void aReplicaThatEndsAtOnceIsToldTooAndIsDead() throws Exception {
        CountDownLatch told = new CountDownLatch(1);

        ReplicaProcess replica = start("exit 3", told::countDown);

        assertThat(told.await(5, SECONDS)).isTrue();
        assertThat(actuator(SLEEP).isAlive(replica)).isFalse();
        assertThat(runFile(replica.instance())).exists();
    }

    @Test
    void terminationLetsAReplicaEndByItself() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        ReplicaProcess replica =
                start(
                        "trap 'echo drained; exit 0' TERM; echo up; while :; do sleep 0.05; done",
                        told::countDown);
        var _ = logOf(replica, "up");

        actuator(SLEEP).terminate(replica);

        assertThat(told.await(5, SECONDS)).isTrue();
        assertThat(logOf(replica, "drained")).contains("up");
    }

    @Test
    void oneThatDoesNotListenCanBeKilled() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        ReplicaProcess replica =
                start(
                        "trap 'echo no' TERM; echo up; while :; do sleep 0.05; done",
                        told::countDown);
        var _ = logOf(replica, "up");
        ProcessActuator actuator = actuator(SLEEP);

        actuator.terminate(replica);
        var _ = logOf(replica, "no");
        assertThat(actuator.isAlive(replica)).isTrue();
        actuator.kill(replica);

        assertThat(told.await(5, SECONDS)).isTrue();
    }

    @Test
    void oneThatCannotBeWrittenDownIsNotLeftRunning() throws IOException {
        Files.writeString(data.resolve("run"), "a file where a folder should be");

        assertThatThrownBy(() -> start("exec sleep 61.25")).isInstanceOf(IOException.class);

        await().atMost(5, SECONDS)
                .until(() -> ProcessHandle.current().descendants().noneMatch(this::isOurs));
    }

    private boolean isOurs(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().orElse("").contains("sleep 61.25");
    }

    private ReplicaProcess start(String script) throws IOException {
        return start(script, () -> {});
    }

    private ReplicaProcess start(String script, Runnable died) throws IOException {
        ReplicaProcess replica = actuator(script).start("blue", died);
        made.add(replica);
        return replica;
    }

    private ProcessActuator actuator(String script) {
        ReplicaCommand command =
                new ReplicaCommand(List.of("/bin/sh", "-c", script), Map.of("COLOUR", "blue"));
        return new ProcessActuator(data, () -> command, new InstanceIds(InstantSource.system()));
    }

    private void end(ReplicaProcess replica) {
        ProcessActuator actuator = actuator(SLEEP);
        actuator.kill(replica);
        await().atMost(5, SECONDS).until(() -> !actuator.isAlive(replica));
    }

    private String logOf(ReplicaProcess replica, String until) {
        Path log = data.resolve("logs/replica-" + replica.instance() + ".log");
        return await().atMost(5, SECONDS)
                .until(() -> Files.readString(log), text -> text.contains(until));
    }

    private Path runFile(UUID instance) {
        return RunFile.path(data, "replica-" + instance);
    }
}
