package dev.slipway.gateway.relay.grpc;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.ErrorForm;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.RpcCode;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Span;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call from its head to its end: waits for the message, writes the one answer, and counts what
 * came of it where the end was written or the client left. Everything is on the call's thread.
 */
final class RpcCall extends ServerCall.Listener<byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(RpcCall.class);
    private static final Refusal NO_MESSAGE =
            Refusal.of(ErrorCode.INVALID_REQUEST, "The call must carry exactly one message.");
    private static final Refusal PAUSED =
            Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "The request's message did not come. Send it without long pauses.");
    private static final Refusal TOO_SLOW =
            Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "The request's message took all the time that the request has. Send it"
                            + " faster, or give it a longer deadline.");
    private static final Refusal FAULT =
            Refusal.of(
                    ErrorCode.INTERNAL,
                    "Something went wrong in the gateway. Ask again, and tell the operator the"
                            + " x-request-id if it goes on.");

    private final ServerCall<byte[], byte[]> call;
    private final CallThread thread;
    private final String requestId;
    private final Span span;
    private final MessageArrival arrival;
    private final RpcBooks books;
    private final LongSupplier nanoTime;
    private final long startedNanos;
    private Consumer<byte[]> question = _ -> {};
    private Runnable atEnd = () -> {};
    private byte @Nullable [] message;
    private @Nullable Outcome outcome;
    private String model = "";
    private String version = "";
    private boolean hasDeadline;
    private long deadlineNanos;
    private boolean asked;
    private boolean over;

    RpcCall(
            ServerCall<byte[], byte[]> call,
            CallThread thread,
            String requestId,
            Span span,
            MessageArrival arrival,
            RpcBooks books,
            LongSupplier nanoTime) {
        this.call = call;
        this.thread = thread;
        this.requestId = requestId;
        this.span = span;
        this.arrival = arrival;
        this.books = books;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    /** Wants the message: within the time, and without longer pauses. */
    void expect(long idleNanos, long readBy, Consumer<byte[]> whoAsks) {
        question = whoAsks;
        arrival.whenRefused(refusal -> thread.later(() -> refuse(refusal)));
        call.request(2);
        watch(idleNanos, readBy);
    }

    private void watch(long idleNanos, long readBy) {
        if (asked || isDecided()) {
            return;
        }
        long now = nanoTime.getAsLong();
        long idle = arrival.heardNanos() + idleNanos - now;
        long left = readBy - now;
        if (left <= 0) {
            refuse(TOO_SLOW);
        } else if (idle <= 0) {
            refuse(PAUSED);
        } else {
            var _ = thread.after(Math.min(idle, left), () -> watch(idleNanos, readBy));
        }
    }

    /** A replica shall answer: from now on the call is the model's, and has a deadline. */
    void goesTo(String modelName, long deadline, Runnable whenOver) {
        model = modelName;
        hasDeadline = true;
        deadlineNanos = deadline;
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
        arrival.arrived(received.length);
        if (message != null) {
            refuse(NO_MESSAGE);
        }
        message = received;
    }

    @Override
    public void onHalfClose() {
        byte[] received = message;
        message = null;
        if (received == null) {
            refuse(NO_MESSAGE);
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
        try {
            question.accept(received);
        } catch (RuntimeException fault) {
            RequestLog.with(
                    new RequestLog.Subject(requestId, model, version, span.traceId()),
                    () -> LOG.error("a request failed by a fault of the gateway", fault));
            refuse(FAULT);
        }
    }

    void refuse(Refusal refusal) {
        String reason = refusal.code().wireName();
        close(
                RpcCode.of(refusal.code()),
                refusal.message(),
                trailers(reason, null),
                Outcome.written(ErrorForm.status(refusal), reason, refusal.atBound()));
    }

    /** Gives the client what a replica answered. */
    void answer(WholeAnswer answer) {
        version = answer.version();
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
        outcome = Outcome.COMPLETED;
        call.sendHeaders(new Metadata());
        call.sendMessage(body);
        call.close(Status.OK, trailers("", null));
    }

    private void close(RpcCode code, String sentence, Metadata trailers, Outcome what) {
        if (isDecided()) {
            return;
        }
        outcome = what;
        call.close(Status.fromCodeValue(code.number()).withDescription(sentence), trailers);
    }

    private Metadata trailers(String reason, @Nullable String retryAfter) {
        Metadata trailers = new Metadata();
        trailers.put(RpcHeaders.REQUEST_ID, requestId);
        if (!version.isEmpty()) {
            trailers.put(RpcHeaders.MODEL_VERSION, version);
        }
        if (!reason.isEmpty()) {
            trailers.put(RpcHeaders.ERROR, reason);
        }
        if (retryAfter != null) {
            trailers.put(RpcHeaders.RETRY_AFTER, retryAfter);
        }
        return trailers;
    }

    @Override
    public void onComplete() {
        Outcome written = outcome;
        end(written == null ? new Outcome.Failed("answer_broke_off") : written);
    }

    /** The client left, or the deadline came, which both ends keep. */
    @Override
    public void onCancel() {
        Outcome decided = outcome;
        boolean late = hasDeadline && nanoTime.getAsLong() - deadlineNanos >= 0;
        if (!late) {
            end(Outcome.CLIENT_GONE);
        } else {
            end(
                    decided == null
                            ? new Outcome.Failed(ErrorCode.DEADLINE_EXCEEDED.wireName())
                            : decided);
        }
    }

    private void end(Outcome what) {
        if (over) {
            return;
        }
        over = true;
        message = null;
        arrival.giveBack();
        atEnd.run();
        books.end(what, requestId, model, version, span, startedNanos);
    }
}
