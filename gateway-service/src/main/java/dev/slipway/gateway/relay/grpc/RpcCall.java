package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.RpcCode;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.relay.RequestThread;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Span;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call from its head to its end: waits for the message, writes the one answer, and counts what
 * came of it where the end was written or the client left. Everything is on the call's thread, and
 * guarded there: what throws ends the call at once.
 */
final class RpcCall extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final RequestThread thread;
    private final String requestId;
    private final MessageArrival arrival;
    private final RpcBooks books;
    private final LongSupplier nanoTime;
    private final long startedNanos;
    private Span span = Span.NONE;
    private Consumer<byte[]> question = _ -> {};
    private IntPredicate room = _ -> true;
    private Runnable atEnd = () -> {};
    private Cancel watching = () -> {};
    private byte @Nullable [] message;
    private @Nullable Outcome outcome;
    private String model = "";
    private String version = "";
    private Map<String, String> receipt = Map.of();
    private String operation = "";
    private boolean hasDeadline;
    private long deadlineNanos;
    private boolean asked;
    private boolean closed;
    private boolean over;

    RpcCall(
            ServerCall<byte[], byte[]> call,
            LoopThread loop,
            String requestId,
            MessageArrival arrival,
            RpcBooks books,
            LongSupplier nanoTime) {
        this.call = call;
        this.thread = RequestThread.on(loop, this::subject);
        this.requestId = requestId;
        this.arrival = arrival;
        this.books = books;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
        thread.atFault(this::fail);
    }

    /** Guards all that is done for the call. */
    RequestThread thread() {
        return thread;
    }

    /** To be said before anything else is done for the call. */
    void tracedAs(Span one) {
        span = one;
    }

    private RequestLog.Subject subject() {
        return new RequestLog.Subject(requestId, model, version, span.traceId());
    }

    /** Wants the message: within the time, and without longer pauses. */
    void expect(long idleNanos, long readBy, Consumer<byte[]> whoAsks) {
        question = whoAsks;
        arrival.whenRefused(refusal -> thread.later(() -> refuse(refusal)));
        call.request(2);
        watch(idleNanos, readBy);
    }

    /** The message is here; an answer of so many bytes is refused that has no room to wait in. */
    void asks(byte[] received, IntPredicate answersRoom, Consumer<byte[]> whoAsks) {
        question = whoAsks;
        room = answersRoom;
        arrival.whenRefused(this::refuse);
        take(received);
        message = null;
        ask(received);
    }

    private void watch(long idleNanos, long readBy) {
        if (asked || isDecided()) {
            return;
        }
        long now = nanoTime.getAsLong();
        long idle = arrival.heardNanos() + idleNanos - now;
        long left = readBy - now;
        if (left <= 0) {
            refuse(RpcRefusals.TOO_LATE);
        } else if (idle <= 0) {
            refuse(RpcRefusals.PAUSED);
        } else {
            watching = thread.after(Math.min(idle, left), () -> watch(idleNanos, readBy));
        }
    }

    /** A timer that is left alone would keep the call, and so its message, until it runs. */
    private void stopWatching() {
        watching.cancel();
    }

    /** A replica shall answer: from now on the call is the model's, and has a deadline. */
    void goesTo(String modelName, Operation asksFor, long deadline, Runnable whenOver) {
        model = modelName;
        operation = asksFor.word();
        hasDeadline = true;
        deadlineNanos = deadline;
        atEnd(whenOver);
    }

    /** What is done, once, when the call is over in whatever way. */
    void atEnd(Runnable whenOver) {
        atEnd = whenOver;
    }

    Span span() {
        return span;
    }

    /** Its bytes are not needed any more. */
    void letGoOfMessage() {
        arrival.giveBack();
    }

    private boolean isDecided() {
        return outcome != null || over;
    }

    @Override
    public void onMessage(byte[] received) {
        thread.execute(() -> take(received));
    }

    private void take(byte[] received) {
        if (MessageBytes.isBroken(received)) {
            // gRPC has this code for it, though it is the client's message that is wrong.
            refuse(MessageBytes.CANNOT_BE_DECOMPRESSED, RpcCode.INTERNAL);
        }
        arrival.arrived(received.length);
        if (message != null) {
            refuse(RpcRefusals.NO_MESSAGE);
        }
        message = received;
    }

    @Override
    public void onHalfClose() {
        thread.execute(this::takeEnd);
    }

    private void takeEnd() {
        byte[] received = message;
        message = null;
        if (received == null) {
            refuse(RpcRefusals.NO_MESSAGE);
            return;
        }
        // A refusal of the message itself is on its way to this thread.
        thread.later(() -> ask(received));
    }

    private void ask(byte[] received) {
        if (isDecided()) {
            return;
        }
        asked = true;
        stopWatching();
        question.accept(received);
    }

    void refuse(Refusal refusal) {
        refuse(refusal, RpcCode.of(refusal.code()));
    }

    private void refuse(Refusal refusal, RpcCode code) {
        close(
                code,
                refusal.message(),
                RpcHeaders.trailers(requestId, version, receipt, refusal),
                RpcRefusals.outcome(refusal));
    }

    /** Gives the client what a replica answered. */
    void answer(WholeAnswer answer) {
        version = answer.version();
        receipt = answer.receipt();
        if (answer.status() < 400) {
            complete(answer.body());
            return;
        }
        close(
                RpcCode.of(answer.reason(), answer.status()),
                new String(answer.body(), StandardCharsets.UTF_8),
                trailers(answer.reason(), answer.retryAfter()),
                Outcome.written(answer.status(), answer.reason(), answer.atBound()));
    }

    void complete(byte[] body) {
        if (isDecided()) {
            return;
        }
        if (!room.test(body.length)) {
            refuse(RpcRefusals.ANSWERS_WAIT);
            return;
        }
        outcome = Outcome.COMPLETED;
        call.sendHeaders(new Metadata());
        call.sendMessage(body);
        Metadata trailers = trailers("", null);
        closed = true;
        call.close(Status.OK, trailers);
    }

    /** A fault of the gateway: whatever was decided, unless it is on its way to the client. */
    void fail() {
        if (!closed) {
            outcome = null;
            refuse(RpcRefusals.FAULT);
        }
    }

    private void close(RpcCode code, String sentence, Metadata trailers, Outcome what) {
        if (isDecided()) {
            return;
        }
        outcome = what;
        closed = true;
        call.close(Status.fromCodeValue(code.number()).withDescription(sentence), trailers);
    }

    private Metadata trailers(String reason, @Nullable String retryAfter) {
        return RpcHeaders.trailers(requestId, version, receipt, reason, retryAfter);
    }

    @Override
    public void onComplete() {
        thread.execute(() -> {
            Outcome written = outcome;
            end(written == null ? new Outcome.Failed("answer_broke_off") : written);
        });
    }

    /** The client left, or the deadline came, which both ends keep. */
    @Override
    public void onCancel() {
        thread.execute(this::cancelled);
    }

    private void cancelled() {
        Outcome decided = outcome;
        boolean late = hasDeadline && nanoTime.getAsLong() - deadlineNanos >= 0;
        if (!late) {
            end(Outcome.CLIENT_GONE);
        } else if (decided == null) {
            end(new Outcome.Failed(ErrorCode.DEADLINE_EXCEEDED.wireName()));
        } else {
            end(decided);
        }
    }

    private void end(Outcome what) {
        if (over) {
            return;
        }
        over = true;
        message = null;
        stopWatching();
        try {
            arrival.giveBack();
            atEnd.run();
        } finally {
            books.end(
                    what,
                    new RpcBooks.Entry(requestId, operation, model, version, span, startedNanos));
        }
    }
}
