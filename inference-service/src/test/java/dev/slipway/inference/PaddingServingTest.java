package dev.slipway.inference;

import static dev.slipway.inference.TestReplica.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.testing.TextClassifiers;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of what shares a run is padding is counted exactly. */
class PaddingServingTest {
    private static final int TEXTS = 3;

    @TempDir static Path cache;

    private static TestReplica replica;

    @BeforeAll
    static void start() throws Exception {
        replica = new TestReplica(cache, Map.of());
        for (String model : List.of("mixed", "equal")) {
            replica.serve(
                    model,
                    1,
                    TextClassifiers.of("{}").with(new FixedBatching(1_000_000, List.of(TEXTS))));
        }
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    /** Each text is a request of its own; all of them share one run. */
    private static RunCounters classified(String model, String... texts) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (String text : texts) {
            HttpRequest request =
                    replica.request("/v1/classify", model, 1)
                            .POST(
                                    BodyPublishers.ofString(
                                            JSON.writeValueAsString(Map.of("inputs", text))))
                            .build();
            answers.add(replica.sendAsync(request));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
            assertThat(answer.get().headers().firstValue(Headers.BATCH_ROWS))
                    .contains(Integer.toString(TEXTS));
        }
        RunCounters own = replica.runs().of(new RunCounters.Version(model, 1));
        assertThat(own.engineRuns()).isEqualTo(1);
        assertThat(own.mergedRequests()).isEqualTo(TEXTS);
        return own;
    }

    @Test
    void shorterTextsArePaddedToTheLongestOfTheirRun() throws Exception {
        // A letter is a token, and each text has one before it and one behind it.
        RunCounters own = classified("mixed", "a", "a b c", "a b c d e f g");

        assertThat(own.width()).isEqualTo(3 + 5 + 9);
        assertThat(own.padding()).isEqualTo((9 - 3) + (9 - 5));
    }

    @Test
    void textsOfOneLengthAreNotPadded() throws Exception {
        RunCounters own = classified("equal", "a b", "c d", "e f");

        assertThat(own.width()).isEqualTo(TEXTS * 4L);
        assertThat(own.padding()).isZero();
    }
}
