import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * gRPC over HTTP/2 without encryption, one call of one message at a time, and no more of either
 * than that needs. A request is the length of its header block in four bytes, little-endian, the
 * block, and the message after gRPC's prefix of five bytes.
 */
final class GrpcProtocol implements Protocol {
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;

    private static final int ACK = 0x1;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;

    private static final short HEADER_TABLE_SIZE = 1;
    private static final short ENABLE_PUSH = 2;
    private static final short INITIAL_WINDOW_SIZE = 4;

    private static final int FRAME_HEAD = 9;

    /** The most that both sides may put into a frame as long as neither asks for more. */
    private static final int MOST_FRAME = 1 << 14;

    /** How much may be sent before the other side says otherwise. */
    private static final int FIRST_WINDOW = (1 << 16) - 1;

    private static final int WIDEST_WINDOW = Integer.MAX_VALUE;

    /** After so many bytes of answers the server is told that they were taken. */
    private static final int UNTOLD_BYTES = 1 << 20;

    private static final int OUT_BYTES = 1 << 18;

    /** Room that messages leave to the frames which answer the server's. */
    private static final int SPARE_BYTES = 1 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What is to be sent: bytes are added at its end and leave at its beginning. */
    private final ByteBuffer out = ByteBuffer.allocateDirect(OUT_BYTES);

    private ByteBuffer message = NOTHING;
    private int stream;
    private long firstWindow;
    private long connectionWindow;
    private long streamWindow;
    private int untold;
    private boolean whole;
    private boolean closes;
    private String status;
    private String reason;

    @Override
    public void opened(Wire wire) {
        out.clear();
        message = NOTHING;
        stream = -1;
        firstWindow = FIRST_WINDOW;
        connectionWindow = FIRST_WINDOW;
        untold = 0;
        closes = false;
        out.put(PREFACE);
        frame(18, SETTINGS, 0, 0);
        out.putShort(HEADER_TABLE_SIZE).putInt(0);
        out.putShort(ENABLE_PUSH).putInt(0);
        out.putShort(INITIAL_WINDOW_SIZE).putInt(WIDEST_WINDOW);
        frame(4, WINDOW_UPDATE, 0, 0);
        out.putInt(WIDEST_WINDOW - FIRST_WINDOW);
    }

    @Override
    public void ask(ByteBuffer request, Wire wire) throws IOException {
        stream += 2;
        streamWindow = firstWindow;
        whole = false;
        status = "none";
        reason = "";
        int length = request.order(ByteOrder.LITTLE_ENDIAN).getInt();
        frame(length, HEADERS, END_HEADERS, stream);
        out.put(request.slice(request.position(), length));
        message = request.position(request.position() + length);
        send(wire);
    }

    @Override
    public void writable(Wire wire) throws IOException {
        send(wire);
    }

    private void frame(int length, int type, int flags, int of) {
        out.put((byte) (length >> 16)).putShort((short) length);
        out.put((byte) type).put((byte) flags).putInt(of);
    }

    /** As much of the message as the server takes and the system too. */
    private void send(Wire wire) throws IOException {
        do {
            fill();
            out.flip();
            wire.write(out);
            out.compact();
        } while (out.position() == 0 && sendable() > 0);
    }

    private void fill() {
        int some = sendable();
        while (some > 0 && out.remaining() >= FRAME_HEAD + MOST_FRAME + SPARE_BYTES) {
            boolean last = some == message.remaining();
            frame(some, DATA, last ? END_STREAM : 0, stream);
            out.put(message.slice(message.position(), some));
            message.position(message.position() + some);
            connectionWindow -= some;
            streamWindow -= some;
            some = sendable();
        }
    }

    /** The length of the next frame of the message; not above 0 where none may be sent. */
    private int sendable() {
        int some = Math.min(message.remaining(), MOST_FRAME);
        return (int) Math.min(some, Math.min(connectionWindow, streamWindow));
    }

    @Override
    public boolean take(ByteBuffer in, Wire wire) throws IOException {
        int at = in.position();
        while (in.remaining() >= FRAME_HEAD) {
            int length = (in.get(at) & 0xff) << 16 | in.getShort(at + 1) & 0xffff;
            if (length > MOST_FRAME) {
                throw new IOException("a frame of " + length + " bytes");
            }
            if (in.remaining() < FRAME_HEAD + length) {
                break;
            }
            int flags = in.get(at + 4) & 0xff;
            int of = in.getInt(at + 5) & Integer.MAX_VALUE;
            received(in.get(at + 3), flags, of, in.slice(at + FRAME_HEAD, length));
            at += FRAME_HEAD + length;
            in.position(at);
        }
        if (!whole) {
            send(wire);
            return false;
        }
        // Who was answered before the end of the question would have to take that back.
        closes |= message.hasRemaining();
        message = NOTHING;
        send(wire);
        return true;
    }

    private void received(int type, int flags, int of, ByteBuffer payload) throws IOException {
        switch (type) {
            case DATA -> answered(payload.remaining());
            case HEADERS -> headers(flags, of, payload);
            case RST_STREAM -> {
                if (of == stream && !whole) {
                    reason = "the call was reset, code " + payload.getInt();
                    whole = true;
                }
            }
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    settings(payload);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    frame(payload.remaining(), PING, ACK, 0);
                    out.put(payload);
                }
            }
            case GOAWAY -> closes = true;
            case WINDOW_UPDATE -> {
                int more = payload.getInt() & Integer.MAX_VALUE;
                connectionWindow += of == 0 ? more : 0;
                streamWindow += of == stream ? more : 0;
            }
            default -> {
                // Frames of other kinds say nothing that matters here.
            }
        }
        if ((type == DATA || type == HEADERS) && of == stream && (flags & END_STREAM) != 0) {
            whole = true;
        }
    }

    /** The windows of calls are too wide to be used up; the connection's own is refilled. */
    private void answered(int bytes) {
        untold += bytes;
        if (untold >= UNTOLD_BYTES) {
            frame(4, WINDOW_UPDATE, 0, 0);
            out.putInt(untold);
            untold = 0;
        }
    }

    private void headers(int flags, int of, ByteBuffer block) throws IOException {
        if ((flags & END_HEADERS) == 0 || (flags & (PADDED | PRIORITY)) != 0) {
            throw new IOException("a header block in a form that is not read here");
        }
        String said = of == stream ? HeaderBlock.value(block, "grpc-status") : null;
        if (said == null) {
            return;
        }
        status = said;
        if (!isGood()) {
            String sentence = HeaderBlock.value(block, "grpc-message");
            reason = sentence == null ? "" : sentence;
        }
    }

    private void settings(ByteBuffer payload) {
        while (payload.hasRemaining()) {
            short name = payload.getShort();
            int value = payload.getInt();
            if (name == INITIAL_WINDOW_SIZE) {
                streamWindow += value - firstWindow;
                firstWindow = value;
            }
        }
        frame(0, SETTINGS, ACK, 0);
    }

    @Override
    public boolean isGood() {
        return status.equals("0");
    }

    @Override
    public String complaint() {
        return "gRPC's status " + status + ": " + reason;
    }

    @Override
    public boolean closes() {
        return closes;
    }
}
