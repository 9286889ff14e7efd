package dev.slipway.local;

import dev.slipway.local.deploy.Deployment;
import dev.slipway.local.deploy.MiniLm;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import dev.slipway.local.deploy.PublicApi.ModelStatus;
import dev.slipway.local.deploy.http.ApiConfiguration;
import dev.slipway.local.platform.PlatformFailure;
import dev.slipway.local.platform.PlatformSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings the bundled model to its first answer through the public API, as any client would. */
public final class FirstModel {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String POOL = "default";

    private final PlatformSettings settings;
    private final URI gateway;
    private final PublicApi admin;
    private final PublicApi client;
    private final Consumer<String> progress;

    public FirstModel(Platform platform, Consumer<String> progress) {
        this.settings = platform.settings();
        this.gateway = URI.create("http://127.0.0.1:" + settings.port());
        this.admin = ApiConfiguration.api(gateway, platform.secrets().adminKey());
        this.client = ApiConfiguration.api(gateway, platform.secrets().inferKey());
        this.progress = progress;
    }

    /** Returns what a person is told once an embedding was answered. */
    public String serve() throws PlatformFailure, IOException, InterruptedException {
        until("the gateway is not ready", () -> admin.isReady() ? "" : "it is not ready yet");
        if (settings.poolMin() > 0) {
            until("the pool cannot be sized", this::resizePool);
        }
        until(MiniLm.NAME + " cannot be deployed", this::deployIfAbsent);
        progress.accept("waiting for the first embedding");
        until("no embedding was answered", this::embed);
        progress.accept("the first embedding was answered");
        return farewell();
    }

    private String resizePool() throws IOException, ApiRefusal {
        admin.resizePool(POOL, settings.poolMin());
        return "";
    }

    private String deployIfAbsent() throws IOException, ApiRefusal, InterruptedException {
        Optional<ModelStatus> known =
                admin.models().stream()
                        .filter(model -> model.name().equals(MiniLm.NAME))
                        .findFirst();
        Deployment deployment = new Deployment(admin, progress, LIMIT);
        if (known.isEmpty() || known.get().versions() == 0) {
            int _ = deployment.deploy(MiniLm.NAME, MiniLm.model());
        } else if (!known.get().isDeployed()) {
            // An earlier start was cut off after its upload.
            deployment.rollOut(MiniLm.NAME, known.get().versions());
        }
        return "";
    }

    private String embed() throws IOException, ApiRefusal {
        return client.embed(MiniLm.NAME, "A slipway is where ships meet the water.") > 0
                ? ""
                : "the answer holds no embedding";
    }

    /** One step that is tried again while the platform comes up. */
    private interface Step {
        /** What is still wrong; empty when it is done. */
        String attempt() throws IOException, ApiRefusal, InterruptedException;
    }

    private void until(String goal, Step step) throws PlatformFailure, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String reason = "";
        while (System.nanoTime() - deadline < 0) {
            try {
                reason = step.attempt();
                if (reason.isEmpty()) {
                    return;
                }
            } catch (ApiRefusal refusal) {
                reason = String.valueOf(refusal.getMessage());
                if (!refusal.isPassing()) {
                    break;
                }
            } catch (IOException away) {
                reason = String.valueOf(away.getMessage());
            }
            Thread.sleep(POLL);
        }
        throw new PlatformFailure(
                goal + ": " + reason + "; the logs are in " + settings.directory().logs());
    }

    private String farewell() {
        return """

        Slipway serves on %s (model %s)

          curl -s %s/v1/embeddings -H "Authorization: Bearer $(cat '%s')" \
        -H 'Content-Type: application/json' -d '{"model": "%s", "input": "hello"}'

        Keys: %s (admin), %s (infer and read)
        For clients: eval "$(./slipway env%s)" sets OPENAI_BASE_URL, OPENAI_API_KEY (infer), \
        SLIPWAY_URL, SLIPWAY_KEY (admin)
        """
                .formatted(
                        gateway,
                        MiniLm.NAME,
                        gateway,
                        settings.directory().inferKey(),
                        MiniLm.NAME,
                        settings.directory().adminKey(),
                        settings.directory().inferKey(),
                        dataOption());
    }

    private String dataOption() {
        boolean standard =
                settings.directory().root().equals(settings.home().resolve(".slipway").normalize());
        return standard ? "" : " --data '" + settings.directory().root() + "'";
    }
}
