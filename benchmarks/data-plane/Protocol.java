import java.io.IOException;
import java.nio.ByteBuffer;

/** How requests go over one connection and answers come, one after the other. */
interface Protocol {
    /** The connection is new. */
    void opened(Wire wire) throws IOException;

    /** Begins to send a request; the answer before it was whole. */
    void ask(ByteBuffer request, Wire wire) throws IOException;

    /** The connection takes more. */
    void writable(Wire wire) throws IOException;

    /** Takes what has come; whether the answer is whole. */
    boolean take(ByteBuffer in, Wire wire) throws IOException;

    /** Whether the last answer was a success. */
    boolean isGood();

    /** Of an answer that was none: why. */
    String complaint();

    /** Whether the connection is of no more use after the last answer. */
    boolean closes();
}
