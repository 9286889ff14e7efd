package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.PublicApi;
import java.net.URI;

/** The gateway's public API over HTTP. */
public final class ApiConfiguration {
    private ApiConfiguration() {}

    public static PublicApi api(URI gateway, String key) {
        return new HttpPublicApi(gateway, key, System::nanoTime);
    }
}
