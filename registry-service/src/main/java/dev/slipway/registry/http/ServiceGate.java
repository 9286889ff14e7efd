package dev.slipway.registry.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.Refusal;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The gate before every route of both ports: internal routes exist on the internal port only and
 * each for its role; admin routes exist on the main port only, for gateways that say for whom they
 * ask. Paths are read as the dispatcher reads them, and what is not allowed here is refused.
 */
@Component
class ServiceGate extends OncePerRequestFilter {
    static final String CALLER = Caller.class.getName();

    private static final PathPattern ADMIN = new PathPatternParser().parse("/admin/v1/**");

    private final InternalConnector internal;
    private final ServiceTokens tokens;
    private final CallerSeal seal;
    private final Answers answers;

    ServiceGate(
            InternalConnector internal, ServiceTokens tokens, CallerSeal seal, Answers answers) {
        this.internal = internal;
        this.tokens = tokens;
        this.seal = seal;
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Refusal> refusal = check(request);
        if (refusal.isPresent()) {
            answers.write(request, response, refusal.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private Optional<Refusal> check(HttpServletRequest request) {
        PathContainer path = ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
        boolean internalPort = request.getLocalPort() == internal.port();
        if (internalPort && InternalRoutes.isEnrolment(path)) {
            return Optional.empty();
        }
        Optional<Role> mayCall =
                internalPort ? InternalRoutes.callerOf(path) : Optional.of(Role.GATEWAY);
        if (mayCall.isEmpty() || (!internalPort && !ADMIN.matches(path))) {
            return Optional.of(
                    new Refusal(ErrorCode.PATH_NOT_FOUND, "There is no such path here."));
        }
        String token = request.getHeader(Headers.SERVICE_TOKEN);
        Optional<Role> role =
                token == null ? Optional.empty() : tokens.verify(token, Role.REGISTRY);
        if (role.isEmpty()) {
            return Optional.of(
                    new Refusal(
                            ErrorCode.UNAUTHENTICATED,
                            "This call needs a valid service token for the registry."));
        }
        if (!internalPort) {
            return checkCaller(request, token, role.get());
        }
        return role.equals(mayCall)
                ? Optional.empty()
                : Optional.of(
                        new Refusal(ErrorCode.FORBIDDEN, "This service may not call this route."));
    }

    private Optional<Refusal> checkCaller(HttpServletRequest request, String token, Role role) {
        String sealed = request.getHeader(Headers.CALLER);
        Optional<Caller> caller =
                role == Role.GATEWAY && sealed != null
                        ? seal.open(sealed, token, Role.REGISTRY)
                        : Optional.empty();
        caller.ifPresent(known -> request.setAttribute(CALLER, known));
        return caller.isPresent()
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                ErrorCode.UNAUTHENTICATED,
                                "Admin routes are called through the gateway, with an API key."));
    }
}
