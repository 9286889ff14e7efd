package dev.slipway.local.cli;

import dev.slipway.local.Progress;
import dev.slipway.local.deploy.BundledModel;
import dev.slipway.local.deploy.BundledModel.Unserved;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.http.ApiConfiguration;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description =
                "Deploys the bundled model to a platform that runs elsewhere, in containers for"
                        + " example, and waits for its first answer. The admin key is read from"
                        + " SLIPWAY_KEY.")
final class DemoCommand implements Callable<Integer> {
    private static final String KEY = "SLIPWAY_KEY";
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Option(names = "--url", paramLabel = "URL", required = true, description = "the gateway")
    private URI url = URI.create("");

    @Override
    public Integer call() throws Unserved, InterruptedException {
        String key = System.getenv().getOrDefault(KEY, "").strip();
        if (key.isEmpty()) {
            throw new IllegalArgumentException("set " + KEY + " to an admin key");
        }
        PublicApi api = ApiConfiguration.api(url, key);
        new BundledModel(api, api, Progress.onStandardOutput(), LIMIT).serve();
        return 0;
    }
}
