package dev.slipway.gateway.admin.http;

import dev.slipway.gateway.GatewaySettings;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.admin.AdminTarget;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Tracing;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.Wallet;
import java.util.function.Function;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The routes of Spring Cloud Gateway. */
@Configuration(proxyBeanMethods = false)
public class AdminHttpConfiguration {
    /** A route's own limit below zero: none. */
    private static final int NO_LIMIT = -1;

    /**
     * Spring Cloud Gateway counts its response timeout from a call's beginning; the client counts
     * the same one again from the last byte of the body on.
     */
    @Bean
    HttpClientCustomizer answersInTimeAfterTheBody(HttpClientProperties properties) {
        return client -> client.responseTimeout(properties.getResponseTimeout());
    }

    /** The first route is inference's; the door's own filter ends it, so that it leads nowhere. */
    @Bean
    RouteLocator routes(
            RouteLocatorBuilder routes,
            GatewaySettings settings,
            Authenticator authenticator,
            CallerSeal seal,
            Wallet wallet,
            RequestId requestIds,
            AppliedDocuments documents,
            Tracing tracing) {
        AdminReport report = new AdminReport(new RequestLog(System::nanoTime), tracing);
        Function<Role, AdminFilter> to =
                role ->
                        new AdminFilter(
                                authenticator,
                                seal,
                                wallet.towards(role),
                                requestIds,
                                documents,
                                report);
        String autoscaler = settings.autoscalerAdminUrl();
        return routes.routes()
                .route(
                        "door",
                        route -> route.predicate(it -> !isAdmin(it.getRequest())).uri("no://where"))
                .route(
                        "store",
                        route ->
                                route.predicate(it -> isFor(AdminTarget.STORE, it.getRequest()))
                                        .filters(it -> it.filter(to.apply(Role.STORE)))
                                        // An upload takes as long as it takes.
                                        .metadata(
                                                RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, NO_LIMIT)
                                        .uri(settings.storeAdminUrl()))
                .route(
                        "autoscaler",
                        route ->
                                route.predicate(it ->
                                                autoscaler != null
                                                        && isFor(
                                                                AdminTarget.AUTOSCALER,
                                                                it.getRequest()))
                                        .filters(it -> it.filter(to.apply(Role.AUTOSCALER)))
                                        .uri(autoscaler == null ? "no://where" : autoscaler))
                .route(
                        "registry",
                        route ->
                                route.alwaysTrue()
                                        .filters(it -> it.filter(to.apply(Role.REGISTRY)))
                                        .uri(settings.registryAdminUrl()))
                .build();
    }

    private static boolean isAdmin(ServerHttpRequest request) {
        return request.getURI().getRawPath().startsWith("/admin/v1/");
    }

    private static boolean isFor(AdminTarget target, ServerHttpRequest request) {
        return AdminTarget.of(request.getMethod().name(), request.getURI().getRawPath()) == target;
    }
}
