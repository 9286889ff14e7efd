package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.PublicApi.ReplicaStatus;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads a replica as the registry shows it. */
final class ReplicaReader {
    private ReplicaReader() {}

    static ReplicaStatus read(JsonNode replica) {
        List<String> loaded = new ArrayList<>();
        for (JsonNode version : replica.path("versions")) {
            loaded.add(loaded(version));
        }
        return new ReplicaStatus(
                replica.path("instance").asString(replica.path("id").asString("")),
                replica.path("pool").asString(""),
                replica.path("state").asString(""),
                String.join(", ", loaded));
    }

    /** A replica that serves may still fetch another version, so each is told with its state. */
    private static String loaded(JsonNode version) {
        String state = version.path("state").asString("");
        String detail = version.path("detail").asString("");
        return version.path("model").asString("")
                + "@"
                + version.path("version").asInt()
                + " "
                + (state.isEmpty() ? "assigned" : state)
                + (version.path("withdrawn").asBoolean(false) ? " (withdrawn)" : "")
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
