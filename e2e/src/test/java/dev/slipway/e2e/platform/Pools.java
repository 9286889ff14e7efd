package dev.slipway.e2e.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Brings the default pool to a size and waits until it is exactly that. */
public final class Pools {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Pools() {}

    public static void resize(Platform platform, AdminApi registry, int replicas)
            throws IOException, InterruptedException {
        registry.put(
                        "/admin/v1/pools/default",
                        "{\"min\":" + replicas + ",\"max\":" + replicas + "}")
                .expect(200);
        awaitSettled(platform, registry, replicas);
    }

    /** Exactly so many processes and so many ready replicas, each with all it is assigned. */
    public static void awaitSettled(Platform platform, AdminApi registry, int replicas) {
        Awaitility.await("the pool has exactly " + replicas + " replicas")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> {
                    List<JsonNode> ready = platform.readyReplicas(registry);
                    return ready.size() == replicas
                            && platform.replicas().size() == replicas
                            && ready.stream().allMatch(Pools::isComplete);
                });
    }

    private static boolean isComplete(JsonNode replica) {
        for (JsonNode version : replica.get("versions")) {
            if (!version.get("state").asString().equals("ready")) {
                return false;
            }
        }
        return !replica.get("versions").isEmpty();
    }
}
