package dev.slipway.local.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Listens on loopback for whoever can read the token beside the run files. One line asks ({@code
 * TOKEN request}); the answer is lines that start with a hyphen, then {@code ok} or {@code error}
 * and the reason.
 */
public final class ControlServer implements AutoCloseable {
    private static final int PLACES = 16;
    private static final int MAX_LINE = 1024;
    private static final int READ_LIMIT_MS = 5_000;

    private final ServerSocket socket;
    private final Path file;
    private final byte[] token;
    private final ControlHandler handler;
    private final Semaphore places = new Semaphore(PLACES);

    private ControlServer(ServerSocket socket, Path file, String token, ControlHandler handler) {
        this.socket = socket;
        this.file = file;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.handler = handler;
    }

    public static ControlServer open(Path runFolder, ControlHandler handler) throws IOException {
        byte[] noise = new byte[24];
        new SecureRandom().nextBytes(noise);
        String token = HexFormat.of().formatHex(noise);
        ServerSocket socket = new ServerSocket(0, PLACES, InetAddress.getLoopbackAddress());
        new ControlFile(socket.getLocalPort(), token).write(runFolder);
        ControlServer server =
                new ControlServer(socket, ControlFile.path(runFolder), token, handler);
        Thread.ofVirtual().name("control").start(server::accept);
        return server;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                if (places.tryAcquire()) {
                    Thread.ofVirtual().start(() -> serve(client));
                } else {
                    client.close();
                }
            } catch (IOException closed) {
                if (socket.isClosed()) {
                    return;
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(READ_LIMIT_MS);
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            PrintStream out =
                    new PrintStream(client.getOutputStream(), true, StandardCharsets.UTF_8);
            answer(boundedLine(in), out);
        } catch (IOException gone) {
            // Whoever asked has left; what was asked is done all the same.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private static String boundedLine(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next;
        while ((next = in.read()) != -1 && next != '\n' && line.length() < MAX_LINE) {
            line.append((char) next);
        }
        return line.toString();
    }

    private void answer(String line, PrintStream out) throws InterruptedException {
        int space = line.indexOf(' ');
        String given = space < 0 ? line : line.substring(0, space);
        if (!MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token)) {
            out.println("error the token is wrong");
            return;
        }
        ControlRequest request = ControlRequest.parse(line.substring(space + 1));
        if (request instanceof ControlRequest.Unknown unknown) {
            out.println("error " + unknown.reason());
            return;
        }
        try {
            handler.handle(request, text -> out.println("- " + text));
            out.println("ok");
        } catch (ControlRefusal refusal) {
            out.println("error " + refusal.getMessage());
        }
    }

    /** Takes no more requests and waits, shortly, until those under way have their answers. */
    @Override
    public void close() throws IOException {
        socket.close();
        Files.deleteIfExists(file);
        try {
            if (places.tryAcquire(PLACES, 2, TimeUnit.SECONDS)) {
                places.release(PLACES);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
