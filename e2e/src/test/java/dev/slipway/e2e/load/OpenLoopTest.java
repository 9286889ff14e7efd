package dev.slipway.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.load.EchoWorkload.Line;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final Map<Integer, Line> FUNCTIONS =
            Map.of(1, new Line(1, 1), 2, new Line(2, 7));
    private static final EchoWorkload ECHO = new EchoWorkload("echo", "key", FUNCTIONS);

    @Test
    void everyRightAnswerIsCountedUnderItsVersion() throws Exception {
        LoadReport report = drive(number -> right(number, number < 20 ? 1 : 2), 60);

        assertThat(report.wrong()).isEmpty();
        assertThat(report.byVersion()).containsEntry(1, 20L).containsOnlyKeys(1, 2);
        assertThat(report.right()).isEqualTo(report.requests());
        assertThat(report.latencyMs(1)).isPositive();
    }

    @Test
    void anotherStatusIsWrong() throws Exception {
        LoadReport report =
                drive(number -> number == 5 ? answer(503, 1, "{}") : right(number, 1), 20);

        assertThat(report.wrong()).singleElement().asString().contains("request 5", "status 503");
    }

    @Test
    void theAnswerOfAnotherVersionThanItsHeaderSaysIsWrong() throws Exception {
        LoadReport report =
                drive(
                        number ->
                                number == 3
                                        ? right(number, 1).replace(": 1", ": 2")
                                        : right(number, 1),
                        20);

        assertThat(report.wrong()).singleElement().asString().contains("request 3", "version 2");
    }

    @Test
    void theAnswerToAnotherRequestIsWrong() throws Exception {
        LoadReport report = drive(number -> right(number == 7 ? 8 : number, 1), 20);

        assertThat(report.wrong()).singleElement().asString().contains("request 7");
    }

    @Test
    void aConnectionThatClosesWithoutAnAnswerIsWrongAndIsNotTriedAgain() throws Exception {
        LoadReport report = drive(number -> number == 4 ? "" : right(number, 1), 20);

        assertThat(report.wrong()).singleElement().asString().contains("request 4", "closed");
        assertThat(report.samples().stream().filter(sample -> sample.number() == 4)).hasSize(1);
    }

    @Test
    void aWrongNumberInTheDataIsWrong() throws Exception {
        LoadReport report =
                drive(
                        number ->
                                number == 2
                                        ? right(number, 1).replace("[3,", "[4,")
                                        : right(number, 1),
                        20);

        assertThat(report.wrong()).singleElement().asString().contains("request 2", "computes");
    }

    @Test
    void chunkedAnswersAreRead() throws Exception {
        LoadReport report =
                drive(
                        number -> {
                            String body = body(number, 1);
                            return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                    + "X-Request-Id: a\r\nX-Model-Version: 1\r\n\r\n"
                                    + Integer.toHexString(body.length())
                                    + "\r\n"
                                    + body
                                    + "\r\n0\r\n\r\n";
                        },
                        20);

        assertThat(report.wrong()).isEmpty();
    }

    private static LoadReport drive(LongFunction<String> answers, int requests) throws Exception {
        try (FakeGateway gateway = new FakeGateway(answers);
                OpenLoop loop =
                        OpenLoop.start(
                                HttpConversation.to(gateway.port(), ECHO),
                                500,
                                4,
                                Duration.ofSeconds(5))) {
            Awaitility.await().until(() -> loop.answered() >= requests);
            LoadReport report = loop.finish();
            assertThat(report.requests()).isEqualTo((int) loop.sent());
            assertThat(gateway.connections()).isLessThanOrEqualTo(5);
            return report;
        }
    }

    private static String right(long number, int version) {
        return answer(200, version, body(number, version));
    }

    private static String body(long number, int version) {
        Line function = Objects.requireNonNull(FUNCTIONS.get(version));
        long[] x = EchoWorkload.inputs(number);
        return "{\"model_name\":\"echo\",\"model_version\":\"%d\",\"id\":\"r%d\",\"outputs\":[{\"data\":[%d,%d,%d]}]}"
                .formatted(
                        version, number, function.at(x[0]), function.at(x[1]), function.at(x[2]));
    }

    private static String answer(int status, int version, String body) {
        return "HTTP/1.1 %d X\r\nContent-Length: %d\r\nX-Request-Id: a\r\nX-Model-Version: %d\r\n\r\n%s"
                .formatted(status, body.length(), version, body);
    }
}
