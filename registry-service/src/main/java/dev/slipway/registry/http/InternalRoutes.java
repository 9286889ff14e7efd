package dev.slipway.registry.http;

import dev.slipway.trust.Role;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which service may call which internal route. */
final class InternalRoutes {
    private static final List<Route> ROUTES =
            List.of(
                    route("/internal/v1/documents/.*", Role.GATEWAY),
                    route("/internal/v1/replicas/[^/]+/heartbeat", Role.REPLICA),
                    route("/internal/v1/replicas/[^/]+/death", Role.AUTOSCALER),
                    route("/internal/v1/pools", Role.AUTOSCALER),
                    route("/internal/v1/models/[^/]+/versions", Role.STORE),
                    route("/internal/v1/uploads/[^/]+", Role.STORE),
                    route("/internal/v1/live-manifests", Role.STORE));

    private InternalRoutes() {}

    private record Route(Pattern path, Set<Role> roles) {}

    private static Route route(String path, Role... roles) {
        return new Route(Pattern.compile(path), Set.of(roles));
    }

    /** Unknown routes are let through to be answered as not found. */
    static boolean allows(String path, Role role) {
        for (Route route : ROUTES) {
            if (route.path().matcher(path).matches()) {
                return route.roles().contains(role);
            }
        }
        return true;
    }
}
