package dev.slipway.gateway.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tests of a class stand on: one gateway with its gRPC client for all of them, and
 * replicas for each. After each test every request must have one outcome.
 */
public abstract class OnPlatform {
    @TempDir static Path state;
    protected static Platform platform;
    protected static RpcClient client;

    /** Those of this test. */
    protected final List<FakeReplica> replicas = new ArrayList<>();

    @BeforeAll
    static void startPlatform() {
        platform = new Platform(state, Map.of());
        client = new RpcClient(platform);
    }

    @AfterAll
    static void stopPlatform() {
        client.close();
        platform.close();
    }

    /** Runs after what the class itself does after a test. */
    @AfterEach
    void endReplicas() {
        platform.assertIdentity();
        replicas.forEach(FakeReplica::close);
    }

    /** A replica that ends with the test; it is not routed yet. */
    protected final FakeReplica replica(FakeReplica.Behaviour behaviour) {
        FakeReplica replica = FakeReplica.echoing();
        replica.behave(behaviour);
        replicas.add(replica);
        return replica;
    }
}
