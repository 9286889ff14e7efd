package dev.slipway.inference.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.contract.Headers;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A store over HTTP that can be away, break streams off and give wrong bytes. */
public final class FakeStore implements AutoCloseable {
    private final HttpServer server;
    private final ServiceTokens tokens;
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> artefacts = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger breaksLeft = new AtomicInteger();
    private volatile boolean away;

    public FakeStore(ServiceTokens tokens) throws IOException {
        this.tokens = tokens;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/internal/v1/manifests/", call -> serve(call, manifests, false));
        server.createContext("/internal/v1/artefacts/", call -> serve(call, artefacts, true));
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public FakeStore put(TestPackage version) {
        manifests.put(version.seal(), version.manifestBytes());
        artefacts.putAll(version.byDigest());
        return this;
    }

    public void putManifest(String sha256, byte[] bytes) {
        manifests.put(sha256, bytes);
    }

    public void putArtefact(String sha256, byte[] bytes) {
        artefacts.put(sha256, bytes);
    }

    public void away(boolean now) {
        away = now;
    }

    /** The next artefacts are cut in the middle. */
    public void breakOff(int times) {
        breaksLeft.set(times);
    }

    public int requests() {
        return requests.get();
    }

    public int resumed() {
        return resumed.get();
    }

    private void serve(HttpExchange call, Map<String, byte[]> from, boolean mayBreak)
            throws IOException {
        requests.incrementAndGet();
        try (call) {
            String path = call.getRequestURI().getPath();
            byte[] bytes = from.get(path.substring(path.lastIndexOf('/') + 1));
            String token = call.getRequestHeaders().getFirst(Headers.SERVICE_TOKEN);
            if (token == null || tokens.verify(token, Role.STORE).isEmpty()) {
                call.sendResponseHeaders(401, -1);
            } else if (away || bytes == null) {
                call.sendResponseHeaders(away ? 503 : 404, -1);
            } else {
                send(call, bytes, mayBreak);
            }
        }
    }

    private void send(HttpExchange call, byte[] bytes, boolean mayBreak) throws IOException {
        String range = call.getRequestHeaders().getFirst("Range");
        int from = 0;
        if (range != null) {
            from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            resumed.incrementAndGet();
        }
        int length = bytes.length - from;
        call.sendResponseHeaders(range == null ? 200 : 206, length);
        if (mayBreak && breaksLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            call.getResponseBody().write(bytes, from, length / 2);
            call.getResponseBody().flush();
            throw new IOException("cut");
        }
        call.getResponseBody().write(bytes, from, length);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
