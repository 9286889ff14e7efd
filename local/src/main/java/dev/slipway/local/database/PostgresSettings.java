package dev.slipway.local.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What PostgreSQL is told at each start; everything that it has acknowledged survives a crash. */
public final class PostgresSettings {
    /** Durable, on loopback only, small. */
    public static final SortedMap<String, String> VALUES =
            java.util.Collections.unmodifiableSortedMap(
                    new TreeMap<>(
                            Map.ofEntries(
                                    Map.entry("fsync", "on"),
                                    Map.entry("synchronous_commit", "on"),
                                    Map.entry("full_page_writes", "on"),
                                    Map.entry("listen_addresses", "127.0.0.1"),
                                    Map.entry("unix_socket_directories", ""),
                                    Map.entry("max_connections", "60"),
                                    Map.entry("shared_buffers", "64MB"),
                                    Map.entry("logging_collector", "off"),
                                    Map.entry("timezone", "UTC"),
                                    Map.entry("log_timezone", "UTC"))));

    private PostgresSettings() {}

    public static List<String> arguments(String dataDirectory, int port) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-D", dataDirectory, "-p", String.valueOf(port)));
        VALUES.forEach((key, value) -> arguments.addAll(List.of("-c", key + "=" + value)));
        return arguments;
    }
}
