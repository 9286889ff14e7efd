package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.load.Conversation;
import dev.slipway.e2e.load.EchoCalls;
import dev.slipway.e2e.load.EchoWorkload;
import dev.slipway.e2e.load.HttpConversation;
import dev.slipway.e2e.platform.Platform;
import java.io.IOException;
import java.util.Locale;

/** What the load speaks. */
enum Protocol {
    HTTP,
    GRPC;

    /** What runs speak that do not care: {@code slipway.e2e.protocol}, {@code http} if not set. */
    static Protocol asked() {
        return valueOf(System.getProperty("slipway.e2e.protocol", "http").toUpperCase(Locale.ROOT));
    }

    /** Clients of the platform's own gateway, until they are closed. */
    Clients clientsOf(Platform platform, EchoWorkload workload) throws IOException {
        return switch (this) {
            case HTTP -> new Clients(HttpConversation.to(platform.port(), workload), () -> {});
            case GRPC -> {
                EchoCalls calls = new EchoCalls(platform.grpcPort(), workload);
                yield new Clients(calls, calls::close);
            }
        };
    }

    /** How conversations are opened, and what all of them share. */
    record Clients(Conversation.Opener opener, Runnable shared) implements AutoCloseable {
        @Override
        public void close() {
            shared.run();
        }
    }
}
