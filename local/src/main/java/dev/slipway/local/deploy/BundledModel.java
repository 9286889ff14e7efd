package dev.slipway.local.deploy;

import dev.slipway.local.deploy.PublicApi.ActiveRollout;
import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import dev.slipway.local.deploy.PublicApi.ModelStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings the bundled model to its first answer through the public API, as any client would; steps
 * are tried again while the platform comes up.
 */
public final class BundledModel {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String POOL = "default";

    private final PublicApi admin;
    private final PublicApi client;
    private final DeploymentReport progress;
    private final Duration limit;

    /** It did not come to an answer; the message says what was still wrong. */
    public static final class Unserved extends Exception {
        private static final long serialVersionUID = 1;

        Unserved(String message) {
            super(message);
        }
    }

    /**
     * A client of one platform.
     *
     * @param admin deploys
     * @param client asks
     * @param limit for each step
     */
    public BundledModel(
            PublicApi admin, PublicApi client, DeploymentReport progress, Duration limit) {
        this.admin = admin;
        this.client = client;
        this.progress = progress;
        this.limit = limit;
    }

    /** Returns once an embedding was answered; the pool stays as it is. */
    public void serve() throws Unserved, InterruptedException {
        serve(0, 0, 0);
    }

    /**
     * Returns once an embedding was answered.
     *
     * @param poolMin fewest replicas of the default pool; 0 leaves the pool as it is
     * @param poolMax most replicas of it
     * @param firstMax most replicas of it on a platform that has no model yet, where nobody said
     *     how many; 1 and less leave the pool as it is
     */
    public void serve(int poolMin, int poolMax, int firstMax)
            throws Unserved, InterruptedException {
        until("the gateway is not ready", () -> admin.isReady() ? "" : "it is not ready yet");
        if (poolMin > 0) {
            until("the pool cannot be sized", () -> resizePool(poolMin, poolMax));
        } else if (firstMax > 1) {
            until("the pool cannot be sized", () -> resizeFirst(firstMax));
        }
        until(MiniLm.NAME + " cannot be deployed", this::deployIfAbsent);
        progress.accept("waiting for the first embedding");
        until("no embedding was answered", this::embed);
        progress.accept("the first embedding was answered");
    }

    private String resizePool(int min, int max) throws IOException, ApiRefusal {
        admin.resizePool(POOL, min, max);
        return "";
    }

    private String resizeFirst(int max) throws IOException, ApiRefusal {
        return admin.models().isEmpty() ? resizePool(1, max) : "";
    }

    private String deployIfAbsent() throws IOException, ApiRefusal, InterruptedException {
        Optional<ModelStatus> known =
                admin.models().stream()
                        .filter(model -> model.name().equals(MiniLm.NAME))
                        .findFirst();
        if (known.isPresent() && known.get().isDeployed()) {
            return "";
        }
        // An earlier start was cut off after its upload, or somebody took the deployment away.
        Optional<Integer> version = known.isPresent() ? versionToRollOut() : Optional.empty();
        Deployment deployment = new Deployment(admin, progress, limit);
        if (version.isPresent()) {
            deployment.rollOut(MiniLm.NAME, version.get());
        } else {
            int _ = deployment.deploy(MiniLm.NAME, MiniLm.model());
        }
        return "";
    }

    /** The one whose rollout is under way, else the newest; empty where all are retired. */
    private Optional<Integer> versionToRollOut() throws IOException, ApiRefusal {
        Optional<ActiveRollout> active = admin.activeRollout(MiniLm.NAME);
        return active.isPresent()
                ? Optional.of(active.get().version())
                : admin.newestVerified(MiniLm.NAME);
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

    private void until(String goal, Step step) throws Unserved, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
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
        throw new Unserved(goal + ": " + reason);
    }
}
