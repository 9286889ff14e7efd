package dev.slipway.registry.http;

import dev.slipway.trust.Role;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Which service may call which internal route. Paths are compared as the dispatcher compares them:
 * decoded, without parameters, segment by segment. A path that is not here does not exist.
 */
final class InternalRoutes {
    private static final PathPatternParser PARSER = new PathPatternParser();
    private static final List<Route> ROUTES =
            List.of(
                    route("/internal/v1/documents/routing", Role.GATEWAY),
                    route("/internal/v1/documents/access", Role.GATEWAY),
                    route("/internal/v1/documents/keys-used", Role.GATEWAY),
                    route("/internal/v1/documents/gateways/{gateway}", Role.GATEWAY),
                    route("/internal/v1/replicas/{instance}/heartbeat", Role.REPLICA),
                    route("/internal/v1/replicas/{instance}/death", Role.AUTOSCALER),
                    route("/internal/v1/pools", Role.AUTOSCALER),
                    route("/internal/v1/gateways", Role.AUTOSCALER),
                    route("/internal/v1/models/{model}/versions", Role.STORE),
                    route("/internal/v1/uploads/{uploadId}", Role.STORE),
                    route("/internal/v1/live-manifests", Role.STORE));

    /** The one route for who has no token yet: it gives some, and has its own proof. */
    private static final PathPattern ENROLMENT = PARSER.parse("/internal/v1/tokens");

    private InternalRoutes() {}

    private record Route(PathPattern path, Role role) {}

    private static Route route(String path, Role role) {
        return new Route(PARSER.parse(path), role);
    }

    static boolean isEnrolment(PathContainer path) {
        return ENROLMENT.matches(path);
    }

    /** Who may call this path; empty when there is no such route. */
    static Optional<Role> callerOf(PathContainer path) {
        return ROUTES.stream()
                .filter(route -> route.path().matches(path))
                .map(Route::role)
                .findFirst();
    }
}
