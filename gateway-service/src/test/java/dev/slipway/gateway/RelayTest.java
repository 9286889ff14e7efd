package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.OnPair;
import dev.slipway.gateway.platform.Platform;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests reach a replica with what it has to know, and its answers come back whole. */
class RelayTest extends OnPair {
    RelayTest() {
        super(FakeReplica.echo());
    }

    @Test
    void answersByTheVersionThatHasTheTraffic() {
        HttpResponse<String> answer = platform.send(platform.infer("m", "{\"a\":1}"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"version\":\"2\",\"echo\":\"{'a':1}\"}");
        assertThat(answer.headers().firstValue("X-Model-Version")).contains("2");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    }

    @Test
    void aPinInThePathOrInTheNameChoosesTheVersion() {
        HttpResponse<String> byName = platform.send(platform.infer("m@1", "{}"));
        HttpResponse<String> byPath = platform.send(platform.infer("m/versions/1", "{}"));

        assertThat(byName.headers().firstValue("X-Model-Version")).contains("1");
        assertThat(byPath.headers().firstValue("X-Model-Version")).contains("1");
    }

    @Test
    void findsOpenAisModelInTheBody() throws InterruptedException {
        onlyOne();

        HttpResponse<String> answer =
                platform.send(
                        platform.get("/v1/embeddings")
                                .header("Authorization", "Bearer " + Platform.INFER_KEY)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"input\":[\"a\",{\"model\":1}],\"model\":\"m@1\"}")));

        assertThat(answer.statusCode()).isEqualTo(200);
        FakeReplica.Seen seen = one.seen.take();
        assertThat(seen.path()).isEqualTo("/v1/embeddings");
        assertThat(seen.version()).isEqualTo("1");
    }

    @Test
    void requestIdThatIsFitIsKeptAndOthersAreReplaced() {
        HttpResponse<String> kept =
                platform.send(platform.infer("m", "{}").header("X-Request-Id", "mine-1"));
        HttpResponse<String> replaced =
                platform.send(platform.infer("m", "{}").header("X-Request-Id", "i".repeat(129)));

        assertThat(kept.headers().firstValue("X-Request-Id")).contains("mine-1");
        assertThat(replaced.headers().firstValue("X-Request-Id").orElseThrow())
                .hasSize(36)
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab].*");
    }

    @Test
    void sendsTheTimeThatIsLeft() throws InterruptedException {
        onlyOne();

        platform.send(platform.infer("m", "{}").header("X-Request-Timeout-Ms", "5000"));

        assertThat(Long.parseLong(String.valueOf(one.seen.take().timeLeft()))).isBetween(1L, 5000L);
    }

    @Test
    void theTimeoutParameterShortensTheTimeThatIsLeft() throws InterruptedException {
        onlyOne();
        String body = "{\"parameters\":{\"timeout\":3000000},\"inputs\":[]}";

        platform.send(platform.infer("m", body));
        platform.send(platform.infer("m", body).header("X-Request-Timeout-Ms", "2000"));
        platform.send(platform.infer("m", body).header("X-Request-Timeout-Ms", "9000"));

        for (long most : new long[] {3000, 2000, 3000}) {
            assertThat(Long.parseLong(String.valueOf(one.seen.take().timeLeft())))
                    .isBetween(1L, most);
        }
    }

    @Test
    void theTimeoutParameterEndsAnAttempt() {
        onlyOne();
        one.behave(FakeReplica.NEVER);

        HttpResponse<String> answer =
                platform.send(platform.infer("m", "{\"parameters\":{\"timeout\":100000}}"));

        assertThat(answer.statusCode()).isEqualTo(504);
    }

    @Test
    void aLongAnswerStreams() {
        onlyOne();
        String megabytes = "x".repeat(3 << 20);
        one.behave((_, response, _) -> FakeReplica.text(response.status(200), megabytes));

        assertThat(platform.send(platform.infer("m", "{}")).body()).isEqualTo(megabytes);
    }

    @Test
    void aDeadlineDuringAnAttemptIs504() {
        onlyOne();
        one.behave(FakeReplica.NEVER);

        HttpResponse<String> answer =
                platform.send(platform.infer("m", "{}").header("X-Request-Timeout-Ms", "100"));

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).startsWith("{\"error\":\"");
        await(() -> one.closed.get() == 1);
    }

    @Test
    void loadIsSharedAndNothingIsLostUnderConcurrency() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            answers.add(platform.sendAsync(platform.infer("m", "{\"i\":" + i + "}")));
        }
        for (int i = 0; i < 300; i++) {
            assertThat(answers.get(i).join().body()).contains("{'i':" + i + "}");
        }
        assertThat(one.seen.size()).isBetween(60, 240);
        assertThat(one.seen.size() + two.seen.size()).isEqualTo(300);
    }
}
