package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.limits.ByteBudget;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Charges a call's message to a budget while it arrives, and as long as its bytes are kept. A
 * message that is too long, or that there is no room for, is refused long before its last byte. A
 * stream hands each message on when it is here, and so may have one under way at a time. On the
 * call's thread.
 */
final class MessageArrival extends ServerStreamTracer {
    private static final Context.Key<MessageArrival> KEY = Context.key("message-arrival");

    private final long mostBytes;
    private final ByteBudget budget;
    private final LongSupplier nanoTime;
    private long heardNanos;
    private long beganNanos;
    private long charged;
    private boolean over;
    private @Nullable Consumer<Refusal> whenRefused;

    MessageArrival(long mostBytes, ByteBudget budget, LongSupplier nanoTime) {
        this.mostBytes = mostBytes;
        this.budget = budget;
        this.nanoTime = nanoTime;
        this.heardNanos = nanoTime.getAsLong();
        this.beganNanos = heardNanos;
    }

    static ServerStreamTracer.Factory factory(
            long mostBytes, ByteBudget budget, LongSupplier nanoTime) {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new MessageArrival(mostBytes, budget, nanoTime);
            }
        };
    }

    /** That of the call which begins here and now. */
    static MessageArrival current() {
        return KEY.get();
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    /** Told once at most, in the middle of reading. */
    void whenRefused(Consumer<Refusal> listener) {
        whenRefused = listener;
    }

    @Override
    public void inboundWireSize(long bytes) {
        heardNanos = nanoTime.getAsLong();
        if (charged == 0) {
            beganNanos = heardNanos;
        }
        charge(bytes);
    }

    /** The message that is here now, with its charge; what comes from now on is the next one. */
    MessageArrival handOver() {
        MessageArrival whole = new MessageArrival(mostBytes, budget, nanoTime);
        whole.charged = keptBytes();
        charged = 0;
        return whole;
    }

    /** The message is here; a compressed one takes more than came over the wire. */
    void arrived(int length) {
        if (length > charged) {
            charge(length - charged);
        }
    }

    private void charge(long bytes) {
        if (over) {
            return;
        }
        if (charged + bytes > mostBytes) {
            refuse(tooLarge());
        } else if (budget.take(bytes)) {
            charged += bytes;
        } else {
            refuse(noRoom());
        }
    }

    private void refuse(Refusal refusal) {
        giveBack();
        if (whenRefused != null) {
            whenRefused.accept(refusal);
        }
    }

    /** Nobody needs the bytes any more. */
    void giveBack() {
        if (!over) {
            over = true;
            budget.giveBack(charged);
        }
    }

    /** What is charged now. */
    long keptBytes() {
        return over ? 0 : charged;
    }

    /** When the first byte came of the message that is under way. */
    long beganNanos() {
        return beganNanos;
    }

    long heardNanos() {
        return heardNanos;
    }

    private Refusal tooLarge() {
        return Refusal.of(
                ErrorCode.BODY_TOO_LARGE,
                "The message is larger than the "
                        + mostBytes
                        + " bytes that are allowed. Send fewer inputs at once.");
    }

    private static Refusal noRoom() {
        return Refusal.atBound(
                ErrorCode.HOLD_FULL,
                "The gateway keeps as many bytes of requests as it may. Ask again later.");
    }
}
