package dev.slipway.local.cli;

import dev.slipway.local.deploy.PublicApi.ReplicaStatus;
import dev.slipway.local.deploy.PublicApi.VersionStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Replicas and what they have loaded: a row each, and below them what a row is too short for. */
final class ReplicaTable {
    private static final int LONGEST_WORDS = 32;

    /** The first clause of a sentence, without the subject that most of them have. */
    private static final Pattern CLAUSE = Pattern.compile("(?:requests run |it )?([^:;,]+)");

    private ReplicaTable() {}

    static List<String> lines(List<ReplicaStatus> replicas) {
        List<String> lines = new ArrayList<>();
        lines.add(row("REPLICA", "POOL", "STATE", "LOADED"));
        for (ReplicaStatus replica : replicas) {
            String loaded =
                    replica.versions().stream()
                            .map(ReplicaTable::words)
                            .collect(Collectors.joining(", "));
            lines.add(row(replica.instance(), replica.pool(), replica.state(), loaded));
        }
        Map<String, Set<String>> sentences = sentences(replicas);
        if (!sentences.isEmpty()) {
            lines.add("");
        }
        sentences.forEach(
                (sentence, versions) -> lines.add(String.join(", ", versions) + ": " + sentence));
        return lines;
    }

    private static String row(String replica, String pool, String state, String loaded) {
        return "%-36s %-10s %-9s  %s".formatted(replica, pool, state, loaded);
    }

    private static String words(VersionStatus version) {
        return version.version()
                + " "
                + version.state()
                + (version.withdrawn() ? " (withdrawn)" : "")
                + (version.detail().isEmpty() ? "" : " (" + shortly(version.detail()) + ")");
    }

    private static String shortly(String sentence) {
        Matcher clause = CLAUSE.matcher(sentence);
        String words = clause.lookingAt() ? clause.group(1).strip() : "";
        return words.isEmpty() || words.length() > LONGEST_WORDS ? "see below" : words;
    }

    /** Those that a row does not hold, each once with the versions that it is about. */
    private static Map<String, Set<String>> sentences(List<ReplicaStatus> replicas) {
        Map<String, Set<String>> sentences = new LinkedHashMap<>();
        for (ReplicaStatus replica : replicas) {
            for (VersionStatus version : replica.versions()) {
                String detail = version.detail();
                if (!detail.isEmpty() && !detail.equals(shortly(detail))) {
                    sentences
                            .computeIfAbsent(detail, _ -> new LinkedHashSet<>())
                            .add(version.version());
                }
            }
        }
        return sentences;
    }
}
