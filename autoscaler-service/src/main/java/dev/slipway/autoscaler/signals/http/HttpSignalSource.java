package dev.slipway.autoscaler.signals.http;

import dev.slipway.autoscaler.signals.SignalSource;
import dev.slipway.contract.Headers;
import dev.slipway.contract.signal.GatewaySignal;
import dev.slipway.contract.signal.ReplicaSignal;
import dev.slipway.contract.signal.Signals;
import dev.slipway.trust.PeerToken;
import dev.slipway.trust.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Streams over the JDK's oldest client, since it bounds each read: a process that is stopped, or
 * whose machine is gone, is quiet, and nothing else says so.
 */
final class HttpSignalSource implements SignalSource {
    private final Function<Role, PeerToken> tokens;
    private final Duration connect;
    private final Duration quiet;
    private final JsonMapper json;

    /**
     * Makes it.
     *
     * @param tokens the autoscaler's by callee
     * @param quiet longest wait for the next bytes
     */
    HttpSignalSource(
            Function<Role, PeerToken> tokens, Duration connect, Duration quiet, JsonMapper json) {
        this.tokens = tokens;
        this.connect = connect;
        this.quiet = quiet;
        this.json = json;
    }

    @Override
    public void followGateway(String address, Consumer<GatewaySignal> heard) throws IOException {
        follow(address, Role.GATEWAY, GatewaySignal.class, heard);
    }

    @Override
    public void followReplica(String address, Consumer<ReplicaSignal> heard) throws IOException {
        follow(address, Role.REPLICA, ReplicaSignal.class, heard);
    }

    private <S> void follow(String address, Role role, Class<S> kind, Consumer<S> heard)
            throws IOException {
        HttpURLConnection connection = open(address);
        PeerToken token = tokens.apply(role);
        String own = token.now();
        try {
            connection.setRequestProperty(Headers.SERVICE_TOKEN, own);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
                // Streams are opened again anyway, the next time with a fresh one.
                token.refused(own);
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("status " + status);
            }
            try (InputStream body = connection.getInputStream()) {
                BoundedLines lines = new BoundedLines(body, Signals.MOST_LINE_BYTES);
                byte @Nullable [] line = lines.next();
                while (line != null) {
                    heard.accept(json.readValue(line, kind));
                    line = lines.next();
                }
            }
        } catch (JacksonException noSignal) {
            throw new IOException("a line that is no signal", noSignal);
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(String address) throws IOException {
        HttpURLConnection connection;
        try {
            connection =
                    (HttpURLConnection)
                            URI.create("http://" + address + Signals.PATH)
                                    .toURL()
                                    .openConnection(Proxy.NO_PROXY);
        } catch (IllegalArgumentException noAddress) {
            throw new IOException("no address: " + address, noAddress);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(Math.toIntExact(connect.toMillis()));
        connection.setReadTimeout(Math.toIntExact(quiet.toMillis()));
        return connection;
    }
}
