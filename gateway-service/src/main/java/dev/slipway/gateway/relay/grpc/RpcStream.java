package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.access.Authenticator.Identity;
import dev.slipway.gateway.dialect.MessageId;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.RpcCode;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.OpenStreams;
import dev.slipway.gateway.relay.RequestThread;
import dev.slipway.telemetry.RequestLog;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of inferences from its head to its end. Each message is a call of its own, with its own
 * deadline, replica and place in the books; a refused one is answered like the others and ends
 * nothing. Answers go out in the order of the messages, as Triton sends those of such models: a
 * client may count on it.
 *
 * <p>A message is read only while there is a place for it, and while neither the messages nor the
 * answers that are kept for the stream are too many bytes. An answer leaves its place when it is
 * handed to a connection that takes it, which is where it is counted. So whoever reads slowly is
 * soon not read from, and holds up nobody else. Everything is on the connection's thread.
 */
final class RpcStream extends ServerCall.Listener<byte[]> implements OpenStreams.OpenStream {
    static final int MOST_MESSAGES = 64;

    /** So many streams at least share all bytes that may be kept. */
    private static final int FEWEST_SHARERS = 8;

    private static final long LONGEST_MESSAGE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private record Place(RpcCall call, StreamedCall answer) {}

    private final ServerCall<byte[], byte[]> call;
    private final StreamHead head;
    private final MessageArrival arrival;
    private final RpcStreams house;
    private final RequestThread thread;
    private final Deque<Place> places = new ArrayDeque<>(MOST_MESSAGES);
    private Cancel watching = () -> {};
    private long messages;
    private boolean asked;
    private boolean sending;
    private boolean headersSent;
    private boolean halfClosed;
    private boolean finishing;
    private boolean broken;
    private boolean over;

    RpcStream(
            ServerCall<byte[], byte[]> call,
            StreamHead head,
            MessageArrival arrival,
            RpcStreams house) {
        this.call = call;
        this.head = head;
        this.arrival = arrival;
        this.house = house;
        this.thread = RequestThread.on(head.loop(), this::subject);
        thread.atFault(() -> breakOff(RpcRefusals.FAULT));
    }

    private RequestLog.Subject subject() {
        return new RequestLog.Subject(head.requestId(), "", "", "");
    }

    /** A stranger's stream ends before anything is read of it. */
    void begin() {
        thread.execute(() -> {
            arrival.whenRefused(this::breakOffSoon);
            switch (house.identify(head)) {
                case Identity.Stranger stranger -> breakOff(stranger.refusal());
                case Identity.Known _ -> {
                    house.open().enter(this);
                    watch();
                    wantMore();
                }
            }
        });
    }

    /** In the middle of reading: the message that did it may still come, and is not taken. */
    private void breakOffSoon(Refusal refusal) {
        broken = true;
        thread.later(() -> breakOff(refusal));
    }

    /** A message that began to come must go on, and be here within a minute. */
    private void watch() {
        if (over) {
            return;
        }
        long idleNanos = house.limits().bodyIdle().toNanos();
        Refusal tooSlow = tooSlow(idleNanos);
        if (tooSlow == null) {
            watching = thread.after(idleNanos, this::watch);
        } else {
            breakOff(tooSlow);
        }
    }

    private @Nullable Refusal tooSlow(long idleNanos) {
        if (arrival.keptBytes() == 0) {
            return null;
        }
        long now = house.nanoTime().getAsLong();
        if (now - arrival.heardNanos() >= idleNanos) {
            return RpcRefusals.PAUSED;
        }
        return now - arrival.beganNanos() >= LONGEST_MESSAGE_NANOS ? RpcRefusals.TOO_SLOW : null;
    }

    private void wantMore() {
        boolean open = !over && !asked && !halfClosed && !finishing;
        if (open && places.size() < MOST_MESSAGES && keptBytes() < mostKeptBytes()) {
            asked = true;
            call.request(1);
        }
    }

    private long keptBytes() {
        long bytes = 0;
        for (Place place : places) {
            bytes += place.answer().keptBytes();
        }
        return bytes;
    }

    private long mostKeptBytes() {
        return Math.max(1, house.limits().keptTotalBytes() / FEWEST_SHARERS);
    }

    @Override
    public void onMessage(byte[] message) {
        thread.execute(() -> take(message));
    }

    private void take(byte[] message) {
        asked = false;
        if (over || broken) {
            return;
        }
        MessageArrival its = arrival.handOver();
        StreamedCall answer =
                new StreamedCall(
                        call,
                        MessageId.find(message),
                        its,
                        house.open().waitingAnswers(),
                        this::answered);
        places.addLast(new Place(house.ask(head, ++messages, answer, its, message), answer));
        wantMore();
    }

    /** Sent not before what is under way on this thread is over: it belongs to that message. */
    private void answered() {
        if (!sending) {
            sending = true;
            thread.later(this::send);
        }
    }

    private void send() {
        sending = false;
        if (over) {
            return;
        }
        Place first = places.peekFirst();
        while (first != null && first.answer().answer() != null && call.isReady()) {
            send(first);
            first = places.peekFirst();
        }
        endWhenDone();
        wantMore();
    }

    /** It leaves its place when it is sent, so that a fault on the way still ends it. */
    private void send(Place first) {
        byte[] message = first.answer().answer();
        if (!headersSent) {
            headersSent = true;
            call.sendHeaders(new Metadata());
        }
        if (message != null) {
            call.sendMessage(message);
        }
        places.removeFirst();
        first.answer().giveBack();
        first.call().onComplete();
    }

    @Override
    public void onReady() {
        thread.execute(this::send);
    }

    @Override
    public void onHalfClose() {
        thread.execute(() -> {
            halfClosed = true;
            endWhenDone();
        });
    }

    @Override
    public void finish() {
        thread.execute(() -> {
            finishing = true;
            endWhenDone();
        });
    }

    private void endWhenDone() {
        if (over || !places.isEmpty()) {
            return;
        }
        if (halfClosed) {
            leave();
            call.close(Status.OK, RpcHeaders.trailers(head.requestId(), "", Map.of(), "", null));
        } else if (finishing) {
            close(OpenStreams.CLOSING);
        }
    }

    /** What broke it counts as a request; what is under way is refused for the same reason. */
    private void breakOff(Refusal refusal) {
        if (over) {
            return;
        }
        try {
            house.books().refused(refusal, head.requestId(), house.nanoTime().getAsLong());
            for (Place place : places) {
                place.call().refuse(refusal);
            }
            while (!places.isEmpty()) {
                send(places.getFirst());
            }
        } finally {
            close(refusal);
        }
    }

    private void close(Refusal refusal) {
        leave();
        call.close(
                Status.fromCodeValue(RpcCode.of(refusal.code()).number())
                        .withDescription(refusal.message()),
                RpcHeaders.trailers(head.requestId(), "", Map.of(), refusal));
    }

    /** The client left, or the stream's deadline came: so for each message that is under way. */
    @Override
    public void onCancel() {
        thread.execute(this::leave);
    }

    @Override
    public void onComplete() {
        thread.execute(this::leave);
    }

    private void leave() {
        if (over) {
            return;
        }
        over = true;
        watching.cancel();
        arrival.giveBack();
        house.open().leave(this);
        Place place = places.pollFirst();
        while (place != null) {
            place.answer().giveBack();
            place.call().onCancel();
            place = places.pollFirst();
        }
    }
}
