package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.telemetry.RequestLog.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class RequestLogTest {
    private static final Subject SUBJECT = new Subject("r-1", "m", "7", "");

    private final Logger logger = (Logger) LoggerFactory.getLogger("tested");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final RequestLog log = new RequestLog(logger, 3, nanos::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aLineCarriesWhoseItIsAndLeavesNothingBehind() {
        log.failed(SUBJECT, "it failed");
        assertThat(lines.list.getFirst().getMDCPropertyMap())
                .isEqualTo(Map.of("request_id", "r-1", "model", "m", "version", "7"));
        assertThat(lines.list.getFirst().getLevel()).isEqualTo(Level.WARN);
        assertThat(MDC.getCopyOfContextMap())
                .satisfiesAnyOf(map -> assertThat(map).isNull(), map -> assertThat(map).isEmpty());
    }

    @Test
    void ofAFloodSoManyLinesASecondAreWrittenAndTheRestIsCounted() {
        for (int i = 0; i < 100; i++) {
            log.noted(SUBJECT, "refused");
        }
        assertThat(said()).containsExactly("refused", "refused", "refused");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        log.noted(SUBJECT, "refused");
        assertThat(said().getLast()).isEqualTo("refused (97 such lines were left out)");
    }

    @Test
    void aFloodOfRefusalsLeavesRoomForFailures() {
        for (int i = 0; i < 100; i++) {
            log.noted(SUBJECT, "refused");
        }
        log.failed(SUBJECT, "it failed");
        assertThat(said()).endsWith("it failed");
    }

    @Test
    void whatWentWellIsShownToWhoeverAsksForEverything() {
        assertThat(log.showsAll()).isFalse();
        logger.setLevel(Level.DEBUG);
        assertThat(log.showsAll()).isTrue();
        log.passed(SUBJECT, "answered");
        assertThat(said()).containsExactly("answered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\nWARN forged", "é", ""})
    void anIdThatCouldForgeALineIsNone(String id) {
        assertThat(RequestLog.fit(id)).isEmpty();
    }

    @Test
    void anIdIsKeptUpToItsBound() {
        assertThat(RequestLog.fit("x".repeat(128))).hasSize(128);
        assertThat(RequestLog.fit("x".repeat(129))).isEmpty();
        assertThat(RequestLog.fit(null)).isEmpty();
    }
}
