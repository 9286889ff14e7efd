package dev.slipway.local;

import dev.slipway.local.deploy.BundledModel;
import dev.slipway.local.deploy.BundledModel.Unserved;
import dev.slipway.local.deploy.DeploymentReport;
import dev.slipway.local.deploy.EarlyQuestion;
import dev.slipway.local.deploy.MiniLm;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.http.ApiConfiguration;
import dev.slipway.local.platform.PlatformFailure;
import dev.slipway.local.platform.PlatformSettings;
import java.net.URI;
import java.time.Duration;

/** Brings the bundled model to its first answer through the public API, as any client would. */
public final class FirstModel {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final PlatformSettings settings;
    private final URI gateway;
    private final PublicApi admin;
    private final PublicApi client;
    private final DeploymentReport progress;

    public FirstModel(Platform platform, DeploymentReport progress) {
        this.settings = platform.settings();
        this.gateway = gateway(settings);
        this.admin = admin(platform);
        this.client = ApiConfiguration.api(gateway, platform.secrets().inferKey());
        this.progress = progress;
    }

    private static URI gateway(PlatformSettings settings) {
        return URI.create("http://127.0.0.1:" + settings.port());
    }

    private static PublicApi admin(Platform platform) {
        return ApiConfiguration.api(gateway(platform.settings()), platform.secrets().adminKey());
    }

    /** Asks the platform something while its last services still start; closed when all serve. */
    public static EarlyQuestion askEarly(Platform platform) {
        return EarlyQuestion.begin(() -> admin(platform));
    }

    /** Returns what a person is told once an embedding was answered. */
    public String serve() throws PlatformFailure, InterruptedException {
        try {
            new BundledModel(admin, client, progress, LIMIT)
                    .serve(settings.poolMin(), settings.poolMax(), firstMax());
        } catch (Unserved failure) {
            throw new PlatformFailure(
                    failure.getMessage() + "; the logs are in " + settings.directory().logs(),
                    failure);
        }
        return farewell();
    }

    /**
     * Each replica may use every processor, so on one machine more of them help by what a single
     * process cannot use; a small machine keeps one.
     */
    private static int firstMax() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, 4);
    }

    private String farewell() {
        return """

        Slipway serves on %s (model %s)

          curl -s %s/v1/embeddings -H "Authorization: Bearer $(cat '%s')" \
        -H 'Content-Type: application/json' -d '{"model": "%s", "input": "hello"}'

        Keys: %s (admin), %s (infer and read)
        For clients: eval "$(./slipway env%s)" sets OPENAI_BASE_URL, OPENAI_API_KEY (infer), \
        SLIPWAY_URL, SLIPWAY_GRPC, SLIPWAY_KEY (admin)
        """
                .formatted(
                        gateway,
                        MiniLm.NAME,
                        gateway,
                        settings.directory().inferKey(),
                        MiniLm.NAME,
                        settings.directory().adminKey(),
                        settings.directory().inferKey(),
                        settings.directory().asOption(settings.home()));
    }
}
