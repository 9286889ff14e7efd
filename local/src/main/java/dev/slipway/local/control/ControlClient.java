package dev.slipway.local.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks the launcher of a data directory. */
public final class ControlClient {
    private final ControlFile file;

    private ControlClient(ControlFile file) {
        this.file = file;
    }

    /** Empty when no launcher left word that it listens. */
    public static Optional<ControlClient> of(Path runFolder) throws IOException {
        return ControlFile.read(runFolder).map(ControlClient::new);
    }

    /**
     * Asks and waits for the end of the answer.
     *
     * @param line takes the lines of the answer as they come
     * @throws ControlRefusal when it was not done
     * @throws IOException when no launcher answers
     */
    public void ask(String request, Duration limit, Consumer<String> line)
            throws IOException, ControlRefusal {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), file.port()), 1_000);
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            socket.getOutputStream()
                    .write((file.token() + " " + request + "\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            read(in, line);
        }
    }

    private static void read(BufferedReader in, Consumer<String> line)
            throws IOException, ControlRefusal {
        String text;
        while ((text = in.readLine()) != null) {
            if (text.equals("ok")) {
                return;
            }
            if (text.startsWith("error ")) {
                throw new ControlRefusal(text.substring("error ".length()));
            }
            line.accept(text.startsWith("- ") ? text.substring(2) : text);
        }
        throw new IOException("the launcher ended before its answer did");
    }
}
