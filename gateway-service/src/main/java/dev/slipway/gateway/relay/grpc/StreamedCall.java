package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.limits.ByteBudget;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One message of a stream as a call of its own, so that whoever answers calls answers it too. The
 * answer, or the sentence of a refusal, waits here until the stream sends it. On the stream's
 * thread.
 */
final class StreamedCall extends ServerCall<byte[], byte[]> {
    private final ServerCall<byte[], byte[]> stream;
    private final String id;
    private final MessageArrival arrival;
    private final ByteBudget room;
    private final Runnable whenAnswered;
    private byte @Nullable [] answer;
    private long charged;

    /**
     * Without an answer yet.
     *
     * @param id that the client gave the message, or empty
     * @param room for the answer while it waits
     */
    StreamedCall(
            ServerCall<byte[], byte[]> stream,
            String id,
            MessageArrival arrival,
            ByteBudget room,
            Runnable whenAnswered) {
        this.stream = stream;
        this.id = id;
        this.arrival = arrival;
        this.room = room;
        this.whenAnswered = whenAnswered;
    }

    /** Takes the room that an answer needs while it waits. */
    boolean takeRoom(int bytes) {
        if (!room.take(bytes)) {
            return false;
        }
        charged += bytes;
        return true;
    }

    /** Null until it is there. */
    byte @Nullable [] answer() {
        return answer;
    }

    /** What is kept for it: the message as long as it may be sent again, then the answer. */
    long keptBytes() {
        return arrival.keptBytes() + charged;
    }

    /** The answer is sent, or nobody waits for it. */
    void giveBack() {
        room.giveBack(charged);
        charged = 0;
        answer = null;
    }

    @Override
    public void sendMessage(byte[] message) {
        answer = StreamMessages.answered(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (!status.isOk()) {
            answer = StreamMessages.refused(id, sentence(status));
        }
        whenAnswered.run();
    }

    /** Never empty, which would say that there is no error. */
    private static String sentence(Status status) {
        String said = status.getDescription();
        return said == null || said.isEmpty() ? status.getCode().name() : said;
    }

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public boolean isCancelled() {
        return stream.isCancelled();
    }

    @Override
    public MethodDescriptor<byte[], byte[]> getMethodDescriptor() {
        return stream.getMethodDescriptor();
    }
}
