package dev.slipway.local.readiness.http;

import dev.slipway.local.readiness.Readiness;
import dev.slipway.local.services.ServiceName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.ToIntFunction;

/** 200 on the readiness path is yes; anything else, and no answer in time, is no. */
final class HttpReadiness implements Readiness {
    /** A service finds out within a few seconds that its database does not answer. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final ToIntFunction<ServiceName> managementPort;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();

    HttpReadiness(ToIntFunction<ServiceName> managementPort) {
        this.managementPort = managementPort;
    }

    @Override
    public boolean isReady(ServiceName name) throws InterruptedException {
        URI path =
                URI.create(
                        "http://127.0.0.1:"
                                + managementPort.applyAsInt(name)
                                + "/actuator/health/readiness");
        try {
            return client.send(
                                    HttpRequest.newBuilder(path).timeout(ANSWER).build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException away) {
            return false;
        }
    }
}
