package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.await;
import static dev.slipway.gateway.platform.Platform.serves;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.slipway.gateway.platform.EarlyReplica;
import dev.slipway.gateway.platform.EarlyReplica.Then;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica answers while a long body is still on its way to it. */
class EarlyAnswerTest {
    private static final int READ = 2 << 20;
    private static final int BODY = 20 << 20;
    private static final String NO = "{\"error\":\"too much for this model\"}";

    @TempDir static Path state;
    private static Platform platform;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of());
        platform.model("m", 1);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @AfterEach
    void nothingStays() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
        await(() -> platform.metric("slipway.gateway.replica.in.flight") == 0);
    }

    private static double outcomes(String outcome) {
        return platform.metric("slipway.gateway.requests.outcome", "outcome", outcome);
    }

    private static String upload(EarlyReplica replica, boolean chunked, String end)
            throws IOException {
        platform.apply(replica.routed(serves("m", 1)));
        try (Upload client = new Upload(platform.port())) {
            client.send("/v2/models/m/infer", BODY, chunked);
            return client.readUntil(end);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "READS_ON,false,false",
        "READS_ON,true,true",
        "STOPS_READING,false,true",
        "STOPS_READING,true,false",
        "CLOSES,false,false",
        "CLOSES,false,true",
        "CLOSES,true,false",
        "CLOSES,true,true"
    })
    void isTheAnswerOfTheRequest(Then then, boolean chunked, boolean saysClose) throws IOException {
        double rejected = outcomes("rejected");
        double failed = outcomes("failed");
        String answer =
                EarlyReplica.answer(
                        413,
                        "body_too_large",
                        NO,
                        "Content-Type: application/json",
                        "Connection: " + (saysClose ? "close" : "keep-alive"));
        try (EarlyReplica replica = new EarlyReplica(READ, answer, then)) {
            String got = upload(replica, chunked, NO);

            assertThat(got)
                    .startsWith("HTTP/1.1 413 ")
                    .containsIgnoringCase("X-Slipway-Error: body_too_large")
                    .containsIgnoringCase("X-Model-Version: 1");
            assertThat(replica.asked).hasValue(1);
            replica.readOn();
            await(() -> then == Then.CLOSES || replica.ended.get() == 1);
        }
        await(() -> outcomes("rejected") == rejected + 1);
        assertThat(outcomes("failed")).isEqualTo(failed);
    }

    @Test
    void aClosingReplicaIsHeardEachTime() throws IOException {
        String answer = EarlyReplica.answer(400, "invalid_input", NO);
        try (EarlyReplica replica = new EarlyReplica(READ, answer, Then.CLOSES)) {
            for (int i = 0; i < 20; i++) {
                assertThat(upload(replica, i % 2 == 0, NO)).startsWith("HTTP/1.1 400 ");
            }
            assertThat(replica.asked).hasValue(20);
        }
    }

    @ParameterizedTest
    @CsvSource({"503,draining", "421,misdirected"})
    void whatWasNotTakenAndCannotBeSentAgainIsSaidSo(int status, String code) throws IOException {
        String answer = EarlyReplica.answer(status, code, NO);
        try (EarlyReplica replica = new EarlyReplica(READ, answer, Then.CLOSES)) {
            String got = upload(replica, false, ".\"}");

            assertThat(got)
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("X-Slipway-Error: no_replica_ready")
                    .containsIgnoringCase("Retry-After: 5")
                    .contains("Send it again.");
        }
    }

    @Test
    void aFullQueueIsTheAnswerOfALongBody() throws IOException {
        String answer = EarlyReplica.answer(429, "queue_full", NO, "Retry-After: 1");
        try (EarlyReplica replica = new EarlyReplica(READ, answer, Then.READS_ON)) {
            assertThat(upload(replica, true, NO)).startsWith("HTTP/1.1 429 ");
        }
    }

    @Test
    void aConnectionThatBreaksWithoutAnAnswerIsLost() throws IOException {
        try (EarlyReplica replica = new EarlyReplica(READ, "", Then.CLOSES)) {
            assertThat(upload(replica, false, ".\"}"))
                    .startsWith("HTTP/1.1 500 ")
                    .containsIgnoringCase("X-Slipway-Error: replicas_lost");
        }
    }

    @Test
    void whatAClientSendsAfterItsAnswerIsLetGoUpToABound() throws IOException {
        String answer = EarlyReplica.answer(413, "body_too_large", NO);
        try (EarlyReplica replica = new EarlyReplica(READ, answer, Then.READS_ON);
                Upload client = new Upload(platform.port())) {
            platform.apply(replica.routed(serves("m", 1)));

            assertThatIOException()
                    .isThrownBy(() -> client.send("/v2/models/m/infer", 200 << 20, true));
        }
    }
}
