package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.ErrorForm;
import dev.slipway.gateway.dialect.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * What is written to a client.
 *
 * @param whole the complete body, or its beginning when there is a rest
 * @param reason the code of a refusal, empty when there is none
 * @param atBound whether a limit of the door was reached
 * @param version the version that answered, empty when none did
 */
record Reply(
        int status,
        HttpHeaders headers,
        ByteBuf whole,
        @Nullable Flux<ByteBuf> rest,
        String reason,
        boolean atBound,
        String version) {

    static Reply json(int status, String contentType, String body) {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        return new Reply(
                status,
                headers,
                Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)),
                null,
                "",
                false,
                "");
    }

    static Reply refusal(Dialect dialect, Refusal refusal) {
        Reply form =
                json(
                        ErrorForm.status(refusal),
                        ErrorForm.contentType(dialect),
                        ErrorForm.body(dialect, refusal));
        int retryAfter = ErrorForm.retryAfterSeconds(refusal);
        if (retryAfter > 0) {
            form.headers().set(HttpHeaderNames.RETRY_AFTER, Integer.toString(retryAfter));
        }
        return new Reply(
                form.status(),
                form.headers(),
                form.whole(),
                null,
                refusal.code().wireName(),
                refusal.atBound(),
                "");
    }
}
