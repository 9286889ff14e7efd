package dev.slipway.local.cli;

import dev.slipway.local.directory.DataDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a launcher is started by another, with the flags by which {@code slipway} starts it. */
final class LauncherCommand {
    private LauncherCommand() {}

    static Path home() {
        return Path.of(System.getProperty("slipway.home", ".")).toAbsolutePath();
    }

    static String classPath() {
        return System.getProperty("java.class.path", "");
    }

    static List<String> of(DataDirectory directory, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xms16m",
                        "-Xmn8m",
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dslipway.data=" + directory.root(),
                        "-Dslipway.home=" + System.getProperty("slipway.home", "."),
                        "-cp",
                        classPath(),
                        Slipway.class.getName()));
        command.addAll(arguments);
        return command;
    }
}
