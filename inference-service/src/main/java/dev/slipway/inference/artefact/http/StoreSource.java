package dev.slipway.inference.artefact.http;

import dev.slipway.contract.Headers;
import dev.slipway.inference.artefact.ArtefactSource;
import dev.slipway.trust.PeerToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * The store's internal routes. The JDK's oldest client is the one whose read timeout holds for each
 * read of a body, so that a store that falls silent in the middle is noticed.
 */
final class StoreSource implements ArtefactSource {
    /** For another token in place of one that the store refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final URI store;
    private final PeerToken token;
    private final Duration connect;
    private final Duration read;

    StoreSource(URI store, PeerToken token, Duration connect, Duration read) {
        this.store = store;
        this.token = token;
        this.connect = connect;
        this.read = read;
    }

    @Override
    public InputStream openManifest(String sha256) throws IOException {
        return open("/internal/v1/manifests/" + sha256, 0);
    }

    @Override
    public InputStream openArtefact(String sha256, long offset) throws IOException {
        return open("/internal/v1/artefacts/" + sha256, offset);
    }

    private InputStream open(String path, long offset) throws IOException {
        String own = token.now();
        HttpURLConnection call = call(path, offset, own);
        if (call.getResponseCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            call.disconnect();
            call = call(path, offset, token.after(own, PATIENCE));
        }
        return answer(call, offset);
    }

    private HttpURLConnection call(String path, long offset, String own) throws IOException {
        HttpURLConnection call = (HttpURLConnection) store.resolve(path).toURL().openConnection();
        call.setConnectTimeout((int) connect.toMillis());
        call.setReadTimeout((int) read.toMillis());
        call.setUseCaches(false);
        call.setInstanceFollowRedirects(false);
        call.setRequestProperty(Headers.SERVICE_TOKEN, own);
        if (offset > 0) {
            call.setRequestProperty("Range", "bytes=" + offset + "-");
        }
        return call;
    }

    private static InputStream answer(HttpURLConnection call, long offset) throws IOException {
        int status = call.getResponseCode();
        if (offset > 0 && status == HttpURLConnection.HTTP_OK) {
            InputStream all = call.getInputStream();
            all.skipNBytes(offset);
            return all;
        }
        int wanted = offset > 0 ? HttpURLConnection.HTTP_PARTIAL : HttpURLConnection.HTTP_OK;
        if (status != wanted) {
            call.disconnect();
            throw new IOException("the store answered " + status);
        }
        return call.getInputStream();
    }
}
