package dev.slipway.inference.serving;

import dev.slipway.contract.Headers;
import dev.slipway.inference.admission.RequestClass;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request before its body.
 *
 * @param path without query
 * @param contentLength bytes of the body, -1 when it comes in chunks
 */
public record RequestHead(String method, String path, long contentLength, Lookup headers) {
    /** The media type of protobuf messages. */
    public static final String PROTOBUF = "application/x-protobuf";

    /** Finds a header whatever its case. */
    @FunctionalInterface
    public interface Lookup {
        @Nullable String get(String name);
    }

    @Nullable String header(String name) {
        return headers.get(name);
    }

    /**
     * How urgent it is and whose, which means something only where its caller is known to be the
     * gateway. Null where it names a priority that there is not.
     */
    @Nullable RequestClass requestClass() {
        return RequestClass.read(header(Headers.PRIORITY), header(Headers.TENANT));
    }

    /** Whether it names a priority at all, where {@link #requestClass} is not null. */
    boolean namesPriority() {
        String named = header(Headers.PRIORITY);
        return named != null && Integer.parseInt(named) != 0;
    }

    /** Whose it is, under the same condition; empty where nobody says it. */
    String tenant() {
        String named = header(Headers.TENANT);
        return named == null ? RequestClass.DEFAULT.tenant() : named;
    }

    /** Whether it is a message of the protocol's gRPC form that the gateway hands on. */
    public boolean isProtobuf() {
        return PROTOBUF.equals(header(method.equals("GET") ? "Accept" : "Content-Type"));
    }

    /** Whether the client reads OpenAI's errors rather than the Open Inference Protocol's. */
    public boolean isOpenAi() {
        return path.startsWith("/v1/");
    }
}
