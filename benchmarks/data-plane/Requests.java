import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Requests that were made before, in turns. */
final class Requests {
    private final List<ByteBuffer> all;
    private int at;

    private Requests(List<ByteBuffer> all) {
        this.all = all;
    }

    /** Whole requests, each after its length in four bytes, little-endian. */
    static Requests read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<ByteBuffer> read = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int length = bytes.getInt();
            // Outside the heap: what is written from inside it is copied out each time.
            ByteBuffer request = ByteBuffer.allocateDirect(length);
            read.add(request.put(bytes.slice(bytes.position(), length)).flip());
            bytes.position(bytes.position() + length);
        }
        return new Requests(read);
    }

    /** To be read by whoever sends it. */
    ByteBuffer next() {
        ByteBuffer request = all.get(at).duplicate();
        at = (at + 1) % all.size();
        return request;
    }
}
