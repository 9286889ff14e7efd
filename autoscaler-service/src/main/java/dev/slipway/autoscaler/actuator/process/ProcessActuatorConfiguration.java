package dev.slipway.autoscaler.actuator.process;

import dev.slipway.autoscaler.actuator.Actuator;
import dev.slipway.autoscaler.actuator.InstanceIds;
import dev.slipway.autoscaler.actuator.ReplicaCommand;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Makes the process actuator. */
public final class ProcessActuatorConfiguration {
    private ProcessActuatorConfiguration() {}

    /**
     * Checks the command's file at once, so that a wrong one fails the start.
     *
     * @param commandFile read again at each start of a replica
     */
    public static Actuator actuator(Path dataDirectory, Path commandFile, InstanceIds ids) {
        ReplicaCommand checked = read(commandFile);
        if (checked.command().isEmpty()) {
            throw new IllegalArgumentException("the replica command is empty");
        }
        return new ProcessActuator(dataDirectory, () -> read(commandFile), ids);
    }

    private static ReplicaCommand read(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the replica command's file is missing", unreadable);
        }
        return ReplicaCommand.of(properties);
    }
}
