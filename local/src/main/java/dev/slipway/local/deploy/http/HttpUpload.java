package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.UploadReport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends a package and looks some times a second how much of it was taken. */
final class HttpUpload {
    private static final long LOOK_MILLIS = 200;

    private final HttpClient client;
    private final LongSupplier nanos;

    HttpUpload(HttpClient client, LongSupplier nanos) {
        this.client = client;
        this.nanos = nanos;
    }

    /** What was answered, with any status. */
    HttpResponse<String> send(HttpRequest.Builder request, CountedBody body, UploadReport report)
            throws IOException, InterruptedException {
        UploadPatience patience = new UploadPatience(body.contentLength(), nanos.getAsLong());
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request.POST(body).build(), BodyHandlers.ofString());
        try {
            while (true) {
                HttpResponse<String> answered = next(answer);
                report.sent(body.sent(), body.contentLength());
                if (answered != null) {
                    return answered;
                }
                patience.look(body.sent(), nanos.getAsLong());
            }
        } finally {
            answer.cancel(true);
        }
    }

    /** Null where none came until it is time to look. */
    private static @Nullable HttpResponse<String> next(
            CompletableFuture<HttpResponse<String>> answer)
            throws IOException, InterruptedException {
        try {
            return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException underWay) {
            return null;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(failed.getCause());
        }
    }
}
