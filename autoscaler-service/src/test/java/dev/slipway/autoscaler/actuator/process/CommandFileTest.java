package dev.slipway.autoscaler.actuator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.autoscaler.actuator.InstanceIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandFileTest {
    private final InstanceIds ids = new InstanceIds(InstantSource.system());

    @TempDir Path data;

    @Test
    void aMissingFileFailsAtOnce() {
        Path absent = data.resolve("absent.properties");

        assertThatThrownBy(() -> ProcessActuatorConfiguration.actuator(data, absent, ids))
                .hasMessage("the replica command's file is missing");
    }

    @Test
    void aFileWithoutACommandFailsAtOnce() throws IOException {
        Path file = Files.writeString(data.resolve("empty.properties"), "env.A=b\n");

        assertThatThrownBy(() -> ProcessActuatorConfiguration.actuator(data, file, ids))
                .hasMessageContaining("has no command.0");
    }

    @Test
    void aSoundFileMakesAnActuatorThatActs() throws IOException {
        Path file = Files.writeString(data.resolve("c.properties"), "command.0=/bin/true\n");

        assertThat(ProcessActuatorConfiguration.actuator(data, file, ids).acts()).isTrue();
    }
}
