package dev.slipway.autoscaler.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReplicaCommandTest {
    @Test
    void wordsComeInTheirOrderAndTheEnvironmentByName() {
        Properties properties = new Properties();
        for (int i = 0; i < 12; i++) {
            properties.setProperty("command." + i, "word" + i);
        }
        properties.setProperty("env.NAME", "value");

        ReplicaCommand command = ReplicaCommand.of(properties);

        assertThat(command.command()).hasSize(12).startsWith("word0").endsWith("word11");
        assertThat(command.environment()).isEqualTo(Map.of("NAME", "value"));
    }

    @Test
    void anUnknownKeyIsRefusedByName() {
        Properties properties = new Properties();
        properties.setProperty("command.0", "java");
        properties.setProperty("comand.1", "-version");

        assertThatThrownBy(() -> ReplicaCommand.of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("comand.1");
    }

    @Test
    void aGapBetweenWordsIsRefused() {
        Properties properties = new Properties();
        properties.setProperty("command.0", "java");
        properties.setProperty("command.2", "-version");

        assertThatThrownBy(() -> ReplicaCommand.of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("command.2");
    }

    @Test
    void theEnvironmentIsNotPrinted() {
        Properties properties = new Properties();
        properties.setProperty("command.0", "java");
        properties.setProperty("env.SECRET", "hidden-value");

        assertThat(ReplicaCommand.of(properties)).hasToString("java");
    }
}
