package dev.slipway.inference.artefact.http;

import dev.slipway.contract.Headers;
import dev.slipway.inference.artefact.ArtefactSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The store's internal routes. The JDK's oldest client is the one whose read timeout holds for each
 * read of a body, so that a store that falls silent in the middle is noticed.
 */
final class StoreSource implements ArtefactSource {
    private final URI store;
    private final Supplier<String> token;
    private final Duration connect;
    private final Duration read;

    StoreSource(URI store, Supplier<String> token, Duration connect, Duration read) {
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
        HttpURLConnection call = (HttpURLConnection) store.resolve(path).toURL().openConnection();
        call.setConnectTimeout((int) connect.toMillis());
        call.setReadTimeout((int) read.toMillis());
        call.setUseCaches(false);
        call.setInstanceFollowRedirects(false);
        call.setRequestProperty(Headers.SERVICE_TOKEN, token.get());
        if (offset > 0) {
            call.setRequestProperty("Range", "bytes=" + offset + "-");
        }
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
