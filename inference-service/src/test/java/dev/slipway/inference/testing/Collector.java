package dev.slipway.inference.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces: takes OTLP over HTTP and keeps what a test asks for. */
public final class Collector implements AutoCloseable {
    /**
     * A span as it was sent; ids are hexadecimal, a root's parent is empty.
     *
     * @param links ids of the spans that it is linked to
     */
    public record Seen(
            String traceId,
            String spanId,
            String parentId,
            String name,
            Map<String, String> attributes,
            List<String> links) {}

    private final List<Seen> spans = new CopyOnWriteArrayList<>();
    private final List<String> services = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public Collector() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Seen> spans() {
        return List.copyOf(spans);
    }

    /** Names of the services that sent something. */
    public List<String> services() {
        return List.copyOf(services);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            UnknownFieldSet request =
                    UnknownFieldSet.parseFrom(exchange.getRequestBody().readAllBytes());
            for (UnknownFieldSet resource : messages(request, 1)) {
                messages(resource, 1)
                        .forEach(it ->
                                services.add(attributes(it, 1).getOrDefault("service.name", "")));
                for (UnknownFieldSet scope : messages(resource, 2)) {
                    messages(scope, 2).forEach(span -> spans.add(seen(span)));
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Seen seen(UnknownFieldSet span) {
        return new Seen(
                hex(bytes(span, 1)),
                hex(bytes(span, 2)),
                hex(bytes(span, 4)),
                bytes(span, 5).toStringUtf8(),
                attributes(span, 9),
                messages(span, 13).stream().map(link -> hex(bytes(link, 2))).toList());
    }

    private static Map<String, String> attributes(UnknownFieldSet message, int field) {
        Map<String, String> attributes = new HashMap<>();
        for (UnknownFieldSet attribute : messages(message, field)) {
            String key = bytes(attribute, 1).toStringUtf8();
            for (UnknownFieldSet value : messages(attribute, 2)) {
                attributes.put(
                        key,
                        value.hasField(3)
                                ? value.getField(3).getVarintList().getFirst().toString()
                                : bytes(value, 1).toStringUtf8());
            }
        }
        return attributes;
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(Collector::parsed)
                .toList();
    }

    private static UnknownFieldSet parsed(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static ByteString bytes(UnknownFieldSet message, int field) {
        List<ByteString> values = message.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? ByteString.EMPTY : values.getFirst();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
