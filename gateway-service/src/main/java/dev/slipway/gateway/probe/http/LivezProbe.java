package dev.slipway.gateway.probe.http;

import dev.slipway.gateway.probe.LivenessProbe;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** {@code GET /livez} on a connection of its own, within one second in all. */
final class LivezProbe implements LivenessProbe {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final HttpClient client =
            HttpClient.create(ConnectionProvider.newConnection())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) LIMIT.toMillis())
                    .disableRetry(true);

    @Override
    public void probe(String address, Consumer<Boolean> alive) {
        client.get()
                .uri("http://" + address + "/livez")
                .response()
                .map(_ -> true)
                .timeout(LIMIT)
                .onErrorResume(_ -> Mono.just(false))
                .defaultIfEmpty(false)
                .subscribe(alive);
    }
}
