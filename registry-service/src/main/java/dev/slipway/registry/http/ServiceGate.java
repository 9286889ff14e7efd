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
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The gate before every route of both ports: internal routes exist on the internal port only and
 * each for its roles; admin routes exist on the main port only, for gateways that say for whom they
 * ask. What is not allowed here is refused.
 */
@Component
class ServiceGate extends OncePerRequestFilter {
    static final String CALLER = Caller.class.getName();

    private static final String INTERNAL = "/internal/";

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
        String path = request.getRequestURI();
        boolean internalPort = request.getLocalPort() == internal.port();
        if (path.startsWith(INTERNAL) != internalPort) {
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
        return internalPort ? checkRole(path, role.get()) : checkCaller(request, role.get());
    }

    private static Optional<Refusal> checkRole(String path, Role role) {
        return InternalRoutes.allows(path, role)
                ? Optional.empty()
                : Optional.of(
                        new Refusal(ErrorCode.FORBIDDEN, "This service may not call this route."));
    }

    private Optional<Refusal> checkCaller(HttpServletRequest request, Role role) {
        String sealed = request.getHeader(Headers.CALLER);
        Optional<Caller> caller =
                role == Role.GATEWAY && sealed != null ? seal.open(sealed) : Optional.empty();
        caller.ifPresent(known -> request.setAttribute(CALLER, known));
        return caller.isPresent()
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                ErrorCode.UNAUTHENTICATED,
                                "Admin routes are called through the gateway, with an API key."));
    }
}
