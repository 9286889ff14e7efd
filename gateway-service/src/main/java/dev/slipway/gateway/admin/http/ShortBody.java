package dev.slipway.gateway.admin.http;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request whose body is kept if it is announced as short, so that it can be sent twice. */
record ShortBody(ServerHttpRequest request, boolean isRepeatable) {
    private static final int MOST_BYTES = 64 << 10;

    static Mono<ShortBody> of(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        long length = headers.getContentLength();
        if (headers.containsHeader(HttpHeaders.TRANSFER_ENCODING) || length > MOST_BYTES) {
            return Mono.just(new ShortBody(request, false));
        }
        if (length <= 0) {
            return Mono.just(new ShortBody(repeating(request, new byte[0]), true));
        }
        return DataBufferUtils.join(request.getBody(), MOST_BYTES)
                .map(ShortBody::bytes)
                .defaultIfEmpty(new byte[0])
                .map(bytes -> new ShortBody(repeating(request, bytes), true));
    }

    private static byte[] bytes(DataBuffer joined) {
        byte[] bytes = new byte[joined.readableByteCount()];
        joined.read(bytes);
        DataBufferUtils.release(joined);
        return bytes;
    }

    private static ServerHttpRequest repeating(ServerHttpRequest request, byte[] bytes) {
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                return bytes.length == 0
                        ? Flux.empty()
                        : Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(bytes));
            }
        };
    }
}
