package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.AccessDocument.AccessKey;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.access.KeyHash;
import dev.slipway.gateway.access.KeyUses;
import dev.slipway.gateway.access.Keyring;
import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.hold.LateRefusals;
import dev.slipway.gateway.limits.RetryBudget;
import dev.slipway.gateway.probe.ReplicaWatch;
import dev.slipway.gateway.quarantine.Quarantine;
import dev.slipway.gateway.relay.RelayHouse;
import dev.slipway.gateway.routing.FakeBreaker;
import dev.slipway.gateway.routing.PowerOfTwo;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.routing.ReplicaSelector;
import dev.slipway.gateway.routing.RoutingTable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/** What requests share where one replica, which nobody reaches, serves one model. */
final class PlayedHouse {
    /** May ask every model. */
    static final String KEY = "slw_goodkey1_secret";

    private static final DocumentNumber FIRST = new DocumentNumber(1, 1);
    private static final int QUEUE_LIMIT = 1000;

    private PlayedHouse() {}

    static Authenticator authenticator() {
        KeyHash hash = new KeyHash("5e".repeat(32));
        AccessKey key =
                new AccessKey(
                        KEY.substring(4, 12),
                        HexFormat.of().formatHex(hash.of(KEY)),
                        "test",
                        "default",
                        List.of(new Grant("*", Action.INFER)),
                        null);
        Keyring keys = Keyring.of(new AccessDocument(FIRST, List.of(key)));
        return new Authenticator(
                () -> keys, hash, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new KeyUses());
    }

    static RelayHouse serving(String model, LongSupplier nanoTime) {
        ReplicaFleet fleet = new ReplicaFleet(_ -> new FakeBreaker());
        RoutingTable table = routing(model, fleet);
        return new RelayHouse(
                () -> table,
                new ReplicaSelector(new PowerOfTwo(_ -> 0, nanoTime), _ -> 0),
                new Hold(10, 1000, _ -> 10),
                new LateRefusals(nanoTime),
                new RetryBudget(nanoTime),
                new ReplicaWatch(fleet, (_, _) -> {}, nanoTime, () -> {}),
                _ -> {},
                new Quarantine(Quarantine.DEFAULT_EXPIRY, nanoTime),
                nanoTime);
    }

    private static RoutingTable routing(String model, ReplicaFleet fleet) {
        RoutedModel routed =
                new RoutedModel(
                        model, "default", 60_000, 1, List.of(new RoutedVersion(1, 100, null, 0)));
        RoutedReplica replica =
                new RoutedReplica(
                        UUID.randomUUID(),
                        "default",
                        "nowhere:1",
                        ReplicaState.READY,
                        QUEUE_LIMIT,
                        List.of(new ServedVersion(model, 1)));
        return RoutingTable.of(
                new RoutingDocument(FIRST, List.of(routed), List.of(replica)), fleet);
    }
}
