package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.contract.Headers;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.trust.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is found in the registry's log of a request whose id the gateway or the store tells. */
class HopTest {
    private static RunningRegistry registry;
    private final Logger logger = (Logger) LoggerFactory.getLogger(RequestLog.NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @BeforeEach
    void listen() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private List<String> linesOf(String id) {
        return lines.list.stream()
                .filter(line -> id.equals(line.getMDCPropertyMap().get("request_id")))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** A line is written when the answer is, so it may come after it. */
    private void assertOneLine(String id, String line) {
        Awaitility.await().untilAsserted(() -> assertThat(linesOf(id)).containsExactly(line));
    }

    private static void ask(String id, String method, String path, Object body) {
        registry.adminWith(Map.of(Headers.REQUEST_ID, id), method, path, body);
    }

    @Test
    void aWriteAndARefusalAreALineEachWithTheRouteAndNotTheName() {
        ask("write-1", "PUT", "/pools/default", Map.of("min", 1, "max", 1));
        ask("refused-1", "PUT", "/pools/hush", Map.of("min", 1, "max", 1));
        assertOneLine("write-1", "PUT /admin/v1/pools/{name} was answered 200");
        assertOneLine(
                "refused-1", "PUT /admin/v1/pools/{name} was answered 404 resource_not_found");
    }

    @Test
    void aReadThatWentWellIsNone() {
        registry.adminWith(Map.of(Headers.REQUEST_ID, "read-1"), "GET", "/pools", null);
        assertThat(linesOf("read-1")).isEmpty();
    }

    @Test
    void aRegistrationIsFoundByTheIdOfTheUpload() {
        new PlayedStore(registry).register("upload-1", "digits", UUID.randomUUID());
        assertOneLine("upload-1", "POST /internal/v1/models/{model}/versions was answered 200");
    }

    @Test
    void whatServicesSayByThemselvesIsNoLine() {
        registry.internal(Role.STORE, "GET", "/internal/v1/pools", null);
        assertThat(lines.list).isEmpty();
    }
}
