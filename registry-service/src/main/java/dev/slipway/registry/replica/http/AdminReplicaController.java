package dev.slipway.registry.replica.http;

import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.registry.access.Permission;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.page.Cursor.ByTime;
import dev.slipway.registry.page.Page;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.replica.ReplicaView;
import dev.slipway.registry.replica.ReplicaView.AssignedVersion;
import dev.slipway.registry.replica.Replicas;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows replicas. */
@RestController
class AdminReplicaController {
    private final Truth truth;
    private final Replicas replicas;

    AdminReplicaController(Truth truth, Replicas replicas) {
        this.truth = truth;
        this.replicas = replicas;
    }

    /** A replica on the wire. */
    record ShownReplica(
            UUID instance,
            String pool,
            String address,
            long pid,
            ReplicaState state,
            List<ShownVersion> versions) {
        static ShownReplica of(ReplicaView view) {
            return new ShownReplica(
                    view.instance(),
                    view.pool(),
                    view.address(),
                    view.pid(),
                    view.state(),
                    view.versions().stream().map(ShownVersion::of).toList());
        }
    }

    /** An assigned version on the wire; the state is null before the replica reported one. */
    record ShownVersion(
            String model,
            int version,
            @Nullable LoadState state,
            @Nullable String detail,
            boolean withdrawn) {
        static ShownVersion of(AssignedVersion version) {
            return new ShownVersion(
                    version.model(),
                    version.version(),
                    version.state(),
                    version.detail(),
                    version.withdrawn());
        }
    }

    @GetMapping("/admin/v1/replicas")
    Page<ShownReplica> list(PageRequest page, Caller caller) {
        Permission.requirePlatformRead(caller);
        return truth.read(() ->
                Page.of(
                        replicas.living(page.afterTime(ByTime.FIRST), page.fetch()),
                        page,
                        replica -> new ByTime(replica.createdAt(), replica.instance()),
                        ShownReplica::of));
    }
}
