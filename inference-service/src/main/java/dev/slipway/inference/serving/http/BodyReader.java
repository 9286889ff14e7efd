package dev.slipway.inference.serving.http;

import dev.slipway.inference.serving.Door;
import dev.slipway.inference.serving.Exchange;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Collects a body up to the bound, in an array that is charged before it is made. What comes after
 * a refusal is let go, so that a client that is still sending can read why.
 */
final class BodyReader extends BaseSubscriber<ByteBuf> {
    private static final int FIRST_BYTES = 4 << 10;
    private static final byte[] NONE = new byte[0];

    private final Door door;
    private final Exchange exchange;
    private final int announced;
    private final Sinks.Empty<Void> end = Sinks.empty();
    private byte[] bytes = NONE;
    private int length;
    private boolean letGo;
    private volatile boolean ended;

    /**
     * Reads nothing before it is subscribed.
     *
     * @param contentLength bytes that are announced, or -1
     */
    BodyReader(Door door, Exchange exchange, long contentLength) {
        this.door = door;
        this.exchange = exchange;
        this.announced = Math.clamp(contentLength, 0, door.maxBodyBytes());
    }

    /** Whether all of the body has come, be it kept or let go. */
    boolean hasEnded() {
        return ended;
    }

    /** Completes with the body. */
    Mono<Void> end() {
        return end.asMono();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (!resize(announced)) {
            letGo();
        }
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    protected void hookOnNext(ByteBuf part) {
        int more = part.readableBytes();
        if (letGo || exchange.outcome().isDone()) {
            letGo();
            return;
        }
        if (length + more > door.maxBodyBytes()) {
            exchange.refuse(door.tooLarge());
            letGo();
            return;
        }
        if (length + more > bytes.length) {
            int larger =
                    Math.clamp(
                            Math.max((long) length + more, 2L * bytes.length),
                            FIRST_BYTES,
                            Math.max(FIRST_BYTES, door.maxBodyBytes()));
            if (!resize(larger)) {
                letGo();
                return;
            }
        }
        part.readBytes(bytes, length, more);
        length += more;
    }

    private boolean resize(int size) {
        if (!exchange.tryHold(size)) {
            return false;
        }
        byte[] before = bytes;
        bytes = Arrays.copyOf(before, size);
        if (before.length > 0) {
            exchange.giveBack(before.length);
        }
        return true;
    }

    private void letGo() {
        letGo = true;
        bytes = NONE;
    }

    @Override
    protected void hookOnComplete() {
        ended = true;
        if (!letGo && (length == bytes.length || resize(length))) {
            byte[] body = bytes;
            letGo();
            exchange.received(body);
        }
        end.tryEmitEmpty();
    }

    @Override
    protected void hookOnError(Throwable broken) {
        exchange.clientLeft();
        end.tryEmitEmpty();
    }
}
