package dev.slipway.registry.replica;

import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.ReplicaState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a heartbeat must be, and how two are told apart. */
final class HeartbeatCheck {
    private static final int MOST_VERSIONS = 1_000;
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,255}:\\d{1,5}");

    private HeartbeatCheck() {}

    /** One sentence, or empty when the heartbeat can be taken. */
    static Optional<String> mistakeIn(Heartbeat beat) {
        if (!ADDRESS.matcher(beat.address()).matches()) {
            return Optional.of("address must be host:port.");
        }
        if (beat.state() == ReplicaState.SUSPECT) {
            return Optional.of("A replica cannot report itself as suspect.");
        }
        if (beat.queueLimit() < 1) {
            return Optional.of("queue_limit must be at least 1.");
        }
        if (beat.loaded().size() > MOST_VERSIONS) {
            return Optional.of("A replica has at most " + MOST_VERSIONS + " versions.");
        }
        return Optional.empty();
    }

    /** The same for two heartbeats that say the same, apart from their sequence. */
    static String digest(Heartbeat beat) {
        StringBuilder text = new StringBuilder();
        text.append(beat.pool()).append('\n').append(beat.address()).append('\n');
        text.append(beat.pid()).append('\n').append(beat.state()).append('\n');
        text.append(beat.queueLimit());
        beat.loaded().stream()
                .sorted(
                        Comparator.comparing(LoadedVersion::model)
                                .thenComparingInt(LoadedVersion::version))
                .forEach(one ->
                        text.append('\n')
                                .append(one.model())
                                .append('@')
                                .append(one.version())
                                .append(' ')
                                .append(one.state())
                                .append(' ')
                                .append(one.detail()));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
