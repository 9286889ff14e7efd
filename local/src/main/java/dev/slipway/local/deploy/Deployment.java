package dev.slipway.local.deploy;

import dev.slipway.local.deploy.PublicApi.ActiveRollout;
import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import dev.slipway.local.deploy.PublicApi.RolloutStatus;
import dev.slipway.local.deploy.PublicApi.Uploaded;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Uploads a model and rolls it out, telling a person how far it is. */
public final class Deployment {
    private static final Set<String> FAILED = Set.of("failed", "aborted", "rolled_back");

    /** A rollout that ended badly is refused like a conflict: asking again does not help. */
    private static final int ENDED = 409;

    /** A last clause that shows options of curl. */
    private static final Pattern CURL_HINT = Pattern.compile("[;:] [^;]*-F\\s+\\S.*$");

    /** A first version is there in seconds, a large one takes minutes: looks become rarer. */
    private static final Duration FIRST_POLL = Duration.ofMillis(50);

    private static final Duration LAST_POLL = Duration.ofMillis(500);

    private final PublicApi api;
    private final DeploymentReport progress;
    private final Duration limit;

    public Deployment(PublicApi api, DeploymentReport progress, Duration limit) {
        this.api = api;
        this.progress = progress;
        this.limit = limit;
    }

    /** The version that is served now. */
    public int deploy(String model, ModelFolder folder)
            throws IOException, ApiRefusal, InterruptedException {
        long bytes = folder.files().stream().mapToLong(ModelFile::size).sum();
        Uploaded uploaded = upload(model, folder, bytes);
        uploaded.warnings().forEach(warning -> progress.accept("warning: " + warning));
        if (!uploaded.ignored().isEmpty()) {
            progress.accept(leftOut(uploaded.ignored()));
        }
        rollOut(model, uploaded.version());
        return uploaded.version();
    }

    private static String leftOut(List<String> paths) {
        return "left out "
                + paths.size()
                + (paths.size() == 1 ? " file" : " files")
                + " that serving does not need: "
                + FolderFiles.firstOf(paths);
    }

    private Uploaded upload(String model, ModelFolder folder, long bytes)
            throws IOException, ApiRefusal {
        UploadReport upload = progress.upload(model, bytes);
        try {
            return api.upload(model, folder.files(), upload);
        } catch (ApiRefusal refusal) {
            throw refusal.withMessage(forThisCommand(String.valueOf(refusal.getMessage())));
        } finally {
            upload.ended();
        }
    }

    /** Whoever refuses an upload tells how curl sends what is missing; here a folder holds it. */
    private static String forThisCommand(String reason) {
        String rest = CURL_HINT.matcher(reason).replaceFirst("");
        return rest.equals(reason)
                ? reason
                : rest
                        + "; put all files of the model into one folder, the graph as model.onnx at"
                        + " its root, and give the folder: ./slipway deploy FOLDER";
    }

    /** Goes on with this version's rollout that is under way, or starts one. */
    public void rollOut(String model, int version)
            throws IOException, ApiRefusal, InterruptedException {
        progress.accept("rolling out " + model + "@" + version);
        awaitCompletion(model + "@" + version, model, rolloutOf(model, version));
    }

    /** The id of this version's rollout; one of another version ends before it is started. */
    private String rolloutOf(String model, int version)
            throws IOException, ApiRefusal, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<ActiveRollout> active = api.activeRollout(model);
            if (active.isPresent() && active.get().version() == version) {
                return active.get().id();
            }
            if (active.isPresent()) {
                awaitEnd(model, active.get(), version, deadline);
            }
            try {
                return api.startRollout(model, version);
            } catch (ApiRefusal refusal) {
                if (!refusal.isRolloutActive() || System.nanoTime() - deadline >= 0) {
                    throw refusal;
                }
            }
            // Somebody else's was started in between.
            Thread.sleep(FIRST_POLL);
        }
    }

    private void awaitEnd(String model, ActiveRollout other, int version, long deadline)
            throws IOException, ApiRefusal, InterruptedException {
        String what = model + "@" + other.version();
        progress.accept("waiting for the rollout of " + what + ", which is under way");
        Duration poll = FIRST_POLL;
        while (!hasEnded(api.rollout(model, other.id()).state())) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException(
                        "the rollout of "
                                + what
                                + " did not end in time, so none of "
                                + model
                                + "@"
                                + version
                                + " was started; './slipway status' shows it, and once it has ended"
                                + " POST /admin/v1/models/"
                                + model
                                + "/rollouts starts one");
            }
            Thread.sleep(poll);
            poll = rarer(poll);
        }
    }

    private static boolean hasEnded(String state) {
        return state.equals("completed") || FAILED.contains(state);
    }

    private static Duration rarer(Duration poll) {
        Duration rarer = poll.multipliedBy(21).dividedBy(20);
        return rarer.compareTo(LAST_POLL) < 0 ? rarer : LAST_POLL;
    }

    private void awaitCompletion(String what, String model, String rollout)
            throws IOException, ApiRefusal, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        String last = "";
        Duration poll = FIRST_POLL;
        while (System.nanoTime() - deadline < 0) {
            RolloutStatus status = api.rollout(model, rollout);
            if (status.state().equals("completed")) {
                return;
            }
            if (FAILED.contains(status.state())) {
                throw new ApiRefusal(
                        ENDED,
                        "",
                        "the rollout of "
                                + what
                                + " ended as "
                                + status.state()
                                + (status.detail().isEmpty() ? "" : ": " + status.detail()));
            }
            if (!status.state().equals(last)) {
                last = status.state();
                progress.accept(tidings(what, model, rollout, last));
            }
            Thread.sleep(poll);
            poll = rarer(poll);
        }
        throw new IOException(
                "the rollout of "
                        + what
                        + " did not complete in time; it goes on,"
                        + " './slipway status' shows it");
    }

    private static String tidings(String what, String model, String rollout, String state) {
        return state.equals("baking")
                ? what
                        + " gets all requests; the version before it stays warm until the bake ends,"
                        + " until then POST /admin/v1/models/"
                        + model
                        + "/rollouts/"
                        + rollout
                        + ":rollback goes back"
                : what + " is " + state;
    }
}
