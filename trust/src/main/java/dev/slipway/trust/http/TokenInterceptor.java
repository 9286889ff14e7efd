package dev.slipway.trust.http;

import dev.slipway.contract.Headers;
import dev.slipway.trust.PeerToken;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends a service's token with each call. A call that was answered with 401 is made once more as
 * soon as there is another token: nobody was let in, so nothing was done.
 */
public final class TokenInterceptor implements ClientHttpRequestInterceptor {
    private static final int UNAUTHENTICATED = 401;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final PeerToken token;
    private final Duration patience;

    public TokenInterceptor(PeerToken token) {
        this(token, PATIENCE);
    }

    /**
     * An interceptor of calls that are in a hurry.
     *
     * @param patience how long a call may wait for a token, beside its own time; with none it is
     *     made once, with the token that there is
     */
    public TokenInterceptor(PeerToken token, Duration patience) {
        this.token = token;
        this.patience = patience;
    }

    @Override
    public ClientHttpResponse intercept(
            HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        String first = token.now();
        if (first.isEmpty() && patience.isPositive()) {
            first = token.after(first, patience);
        }
        request.getHeaders().set(Headers.SERVICE_TOKEN, first);
        ClientHttpResponse answer = execution.execute(request, body);
        if (answer.getStatusCode().value() != UNAUTHENTICATED) {
            return answer;
        }
        if (!patience.isPositive()) {
            token.refused(first);
            return answer;
        }
        String second = token.after(first, patience);
        if (second.equals(first)) {
            return answer;
        }
        answer.close();
        request.getHeaders().set(Headers.SERVICE_TOKEN, second);
        return execution.execute(request, body);
    }
}
