package dev.slipway.inference.serving.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.serving.Door;
import dev.slipway.inference.serving.Exchange;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * Collects a body up to the bound. What comes after a refusal is let go, so that a client that is
 * still sending can read why.
 */
final class BodyReader extends BaseSubscriber<ByteBuf> {
    private static final int FIRST_BYTES = 4 << 10;
    private static final Refusal FULL =
            new Refusal(
                    ErrorCode.QUEUE_FULL,
                    "there is no memory for this body now; try again soon or send less at a time");

    private final Door door;
    private final Exchange exchange;
    private final Runnable refused;
    private final int announced;
    private byte[] bytes = new byte[0];
    private int length;
    private boolean letGo;

    /**
     * Reads nothing before it is subscribed.
     *
     * @param contentLength bytes that are announced, or -1
     * @param refused told when the body was refused while it was still coming
     */
    BodyReader(Door door, Exchange exchange, long contentLength, Runnable refused) {
        this.door = door;
        this.exchange = exchange;
        this.refused = refused;
        this.announced = Math.clamp(contentLength, 0, door.maxBodyBytes());
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (!grow(announced)) {
            letGo();
        }
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    protected void hookOnNext(ByteBuf part) {
        int more = part.readableBytes();
        if (letGo || exchange.outcome().isDone()) {
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
            if (!grow(larger)) {
                letGo();
                return;
            }
        }
        part.readBytes(bytes, length, more);
        length += more;
    }

    private boolean grow(int size) {
        if (!exchange.tryHold(size - bytes.length)) {
            return false;
        }
        try {
            bytes = Arrays.copyOf(bytes, size);
            return true;
        } catch (OutOfMemoryError full) {
            // The array alone did not fit; everything else of the process goes on.
            exchange.refuse(FULL);
            return false;
        }
    }

    private void letGo() {
        letGo = true;
        bytes = new byte[0];
        refused.run();
    }

    @Override
    protected void hookOnComplete() {
        if (!letGo) {
            exchange.received(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        }
    }

    @Override
    protected void hookOnError(Throwable broken) {
        exchange.clientLeft();
    }
}
