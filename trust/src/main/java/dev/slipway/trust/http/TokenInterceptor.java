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

    public TokenInterceptor(PeerToken token) {
        this.token = token;
    }

    @Override
    public ClientHttpResponse intercept(
            HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        String first = token.now();
        if (first.isEmpty()) {
            first = token.after(first, PATIENCE);
        }
        request.getHeaders().set(Headers.SERVICE_TOKEN, first);
        ClientHttpResponse answer = execution.execute(request, body);
        if (answer.getStatusCode().value() != UNAUTHENTICATED) {
            return answer;
        }
        String second = token.after(first, PATIENCE);
        if (second.equals(first)) {
            return answer;
        }
        answer.close();
        request.getHeaders().set(Headers.SERVICE_TOKEN, second);
        return execution.execute(request, body);
    }
}
