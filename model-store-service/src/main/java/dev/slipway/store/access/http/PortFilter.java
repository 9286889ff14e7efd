package dev.slipway.store.access.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.RefusedException;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Keeps the ports apart, and lets nobody in without a token: the gateway on the main port; on the
 * internal one each path only for the role that it is there for, and no other path at all.
 */
final class PortFilter extends OncePerRequestFilter {
    /** What replicas read; no other internal path is anybody's. */
    private static final List<String> READ_BY_REPLICAS =
            List.of("/internal/v1/manifests/", "/internal/v1/artefacts/");

    private final IntSupplier internalPort;
    private final ServiceTokens tokens;
    private final HandlerExceptionResolver refusals;

    PortFilter(IntSupplier internalPort, ServiceTokens tokens, HandlerExceptionResolver refusals) {
        this.internalPort = internalPort;
        this.tokens = tokens;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            admit(request);
        } catch (RefusedException refused) {
            refusals.resolveException(request, response, null, refused);
            return;
        }
        chain.doFilter(request, response);
    }

    private void admit(HttpServletRequest request) throws RefusedException {
        boolean internalPath = request.getServletPath().startsWith("/internal/");
        boolean internal = request.getLocalPort() == internalPort.getAsInt();
        if (internalPath != internal) {
            throw new RefusedException(
                    ErrorCode.PATH_NOT_FOUND, "there is nothing at this path on this port");
        }
        Role caller =
                Optional.ofNullable(request.getHeader(Headers.SERVICE_TOKEN))
                        .flatMap(token -> tokens.verify(token, Role.STORE))
                        .filter(role -> internal || role == Role.GATEWAY)
                        .orElseThrow(() -> unauthenticated(internal));
        if (internal) {
            requireReader(request.getServletPath(), caller);
        }
    }

    private static void requireReader(String path, Role caller) throws RefusedException {
        if (READ_BY_REPLICAS.stream().noneMatch(path::startsWith)) {
            throw new RefusedException(
                    ErrorCode.PATH_NOT_FOUND,
                    "there is nothing at this path; replicas read manifests and artefacts by"
                            + " digest");
        }
        if (caller != Role.REPLICA) {
            throw new RefusedException(
                    ErrorCode.FORBIDDEN, "only replicas read manifests and artefacts");
        }
    }

    private static RefusedException unauthenticated(boolean internal) {
        return new RefusedException(
                ErrorCode.UNAUTHENTICATED,
                internal
                        ? "the call carries no valid service token for the store"
                        : "the store takes calls from the gateway only; ask through it");
    }
}
