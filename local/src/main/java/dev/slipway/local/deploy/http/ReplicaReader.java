package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.PublicApi.ReplicaStatus;
import dev.slipway.local.deploy.PublicApi.VersionStatus;
import tools.jackson.databind.JsonNode;

/** Reads a replica as the registry shows it. */
final class ReplicaReader {
    private ReplicaReader() {}

    static ReplicaStatus read(JsonNode replica) {
        return new ReplicaStatus(
                replica.path("instance").asString(replica.path("id").asString("")),
                replica.path("pool").asString(""),
                replica.path("state").asString(""),
                replica.path("versions").valueStream().map(ReplicaReader::version).toList());
    }

    /** A replica that serves may still fetch another version, so each is told with its state. */
    private static VersionStatus version(JsonNode version) {
        String state = version.path("state").asString("");
        return new VersionStatus(
                version.path("model").asString("") + "@" + version.path("version").asInt(),
                state.isEmpty() ? "assigned" : state,
                version.path("withdrawn").asBoolean(false),
                version.path("detail").asString(""));
    }
}
