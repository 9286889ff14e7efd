package dev.slipway.autoscaler.actuator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How a replica is started: {@code command.0}, {@code command.1}, … and {@code env.NAME} of the
 * file that {@code SLIPWAY_REPLICA_COMMAND} names.
 */
public record ReplicaCommand(List<String> command, Map<String, String> environment) {
    private static final String ENVIRONMENT = "env.";

    public ReplicaCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * Reads the properties.
     *
     * @throws IllegalArgumentException when there is no {@code command.0}, an unknown key or a gap
     */
    public static ReplicaCommand of(Properties properties) {
        List<String> command = new ArrayList<>();
        Map<String, String> environment = new TreeMap<>();
        for (String word; (word = properties.getProperty("command." + command.size())) != null; ) {
            command.add(word);
        }
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(ENVIRONMENT)) {
                environment.put(
                        key.substring(ENVIRONMENT.length()), properties.getProperty(key, ""));
            } else if (!isAWord(key, command.size())) {
                throw new IllegalArgumentException(
                        "the replica command's file has the unknown key " + key);
            }
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("the replica command's file has no command.0");
        }
        return new ReplicaCommand(command, environment);
    }

    private static boolean isAWord(String key, int words) {
        return IntStream.range(0, words).anyMatch(word -> key.equals("command." + word));
    }

    /** Without the environment, which holds secrets. */
    @Override
    public String toString() {
        return String.join(" ", command);
    }
}
