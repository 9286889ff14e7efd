package dev.slipway.gateway.platform;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.telemetry.RequestLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The lines about single requests that are written while it is open. */
public final class RequestLines implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(RequestLog.NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    public RequestLines() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.addAppender(lines);
    }

    /** Level, fields and sentence of each line of a request. */
    public List<String> of(String requestId) {
        return lines.list.stream()
                .filter(line -> requestId.equals(line.getMDCPropertyMap().get("request_id")))
                .map(line ->
                        line.getLevel()
                                + " model="
                                + line.getMDCPropertyMap().getOrDefault("model", "")
                                + " version="
                                + line.getMDCPropertyMap().getOrDefault("version", "")
                                + " "
                                + line.getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
    }
}
