package dev.slipway.trust.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.trust.PeerToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;

class TokenInterceptorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> sent = new ArrayList<>();
    private final Renewed token = new Renewed();

    /** Has another token as soon as one is refused. */
    private static final class Renewed implements PeerToken {
        private final List<String> refused = new ArrayList<>();
        private String now = "first";

        @Override
        public String now() {
            return now;
        }

        @Override
        public void refused(String token) {
            refused.add(token);
        }

        @Override
        public CompletableFuture<String> after(String refused) {
            refused(refused);
            return CompletableFuture.completedFuture("second");
        }
    }

    private record Answer(HttpStatus status) implements ClientHttpResponse {
        @Override
        public HttpStatusCode getStatusCode() {
            return status;
        }

        @Override
        public String getStatusText() {
            return status.getReasonPhrase();
        }

        @Override
        public InputStream getBody() {
            return InputStream.nullInputStream();
        }

        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders();
        }

        @Override
        public void close() {}
    }

    /** Calls somebody who takes the second token only. */
    private HttpStatusCode call(Duration patience) throws IOException {
        HttpRequest request =
                new SimpleClientHttpRequestFactory()
                        .createRequest(URI.create("http://registry"), HttpMethod.GET);
        ClientHttpResponse answer =
                new TokenInterceptor(token, patience)
                        .intercept(
                                request,
                                new byte[0],
                                (asked, _) -> {
                                    String with =
                                            asked.getHeaders().getFirst(Headers.SERVICE_TOKEN);
                                    sent.add(String.valueOf(with));
                                    return new Answer(
                                            "second".equals(with)
                                                    ? HttpStatus.OK
                                                    : HttpStatus.UNAUTHORIZED);
                                });
        return answer.getStatusCode();
    }

    @Test
    void aCallThatWasRefusedIsMadeOnceMoreWithAnotherToken() throws IOException {
        assertThat(call(PATIENCE)).isEqualTo(HttpStatus.OK);
        assertThat(sent).containsExactly("first", "second");
    }

    @Test
    void aCallWithoutATokenWaitsForOne() throws IOException {
        token.now = "";
        assertThat(call(PATIENCE)).isEqualTo(HttpStatus.OK);
        assertThat(sent).containsExactly("second");
    }

    @Test
    void aHurriedCallIsMadeOnceAndItsRefusalIsTold() throws IOException {
        assertThat(call(Duration.ZERO)).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(sent).containsExactly("first");
        assertThat(token.refused).containsExactly("first");
    }

    @Test
    void aHurriedCallWithoutATokenWaitsForNone() throws IOException {
        token.now = "";
        assertThat(call(Duration.ZERO)).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(sent).containsExactly("");
    }
}
