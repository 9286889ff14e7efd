import java.io.IOException;
import java.nio.ByteBuffer;

/** HTTP/1.1 on a connection that is kept; a request is all of its bytes. */
final class HttpProtocol implements Protocol {
    private final AnswerParser answer = new AnswerParser();
    private ByteBuffer out = ByteBuffer.allocate(0);

    @Override
    public void opened(Wire wire) {}

    @Override
    public void ask(ByteBuffer request, Wire wire) throws IOException {
        out = request;
        answer.begin();
        wire.write(out);
    }

    @Override
    public void writable(Wire wire) throws IOException {
        wire.write(out);
    }

    @Override
    public boolean take(ByteBuffer in, Wire wire) {
        return answer.take(in);
    }

    @Override
    public boolean isGood() {
        return answer.status == 200;
    }

    @Override
    public String complaint() {
        return "status " + answer.status + ": " + answer.text;
    }

    @Override
    public boolean closes() {
        return answer.closes;
    }

    /** The last one. */
    AnswerParser answer() {
        return answer;
    }
}
