package dev.slipway.local.deploy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers with states in turn, the last one for ever. */
final class FakeApi implements PublicApi {
    final List<String> asked = new ArrayList<>();
    final Deque<String> states = new ArrayDeque<>();
    Optional<ActiveRollout> active = Optional.empty();

    /** Somebody else's, started just before the next one that is asked for. */
    Optional<ActiveRollout> crossing = Optional.empty();

    final Deque<Boolean> ready = new ArrayDeque<>(List.of(true));
    List<ModelStatus> models = List.of();

    /** How many questions for the models are still refused, as long as somebody is away. */
    final AtomicInteger refusesModels = new AtomicInteger();

    final AtomicInteger modelsAsked = new AtomicInteger();
    Optional<Integer> newestVerified = Optional.empty();
    Uploaded uploaded = new Uploaded(7, List.of(), List.of());
    boolean refusesUploads;
    Optional<String> refusal = Optional.empty();

    @Override
    public boolean isReady() {
        return ready.size() > 1 ? ready.removeFirst() : ready.getFirst();
    }

    @Override
    public List<ModelStatus> models() throws ApiRefusal {
        modelsAsked.incrementAndGet();
        if (refusesModels.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ApiRefusal(503, "service_unavailable", "the registry is away");
        }
        return models;
    }

    @Override
    public List<PoolSize> pools() {
        return List.of();
    }

    @Override
    public List<PoolScale> scaling() {
        return List.of();
    }

    @Override
    public List<InputShape> inputs(String model) {
        return List.of();
    }

    @Override
    public void infer(String model, String body) {
        asked.add("infer " + model);
    }

    @Override
    public List<ReplicaStatus> replicas() {
        return List.of();
    }

    @Override
    public Uploaded upload(String model, List<ModelFile> files, UploadReport report)
            throws ApiRefusal {
        if (refusesUploads) {
            throw new ApiRefusal(403, "forbidden", "this key may not deploy");
        }
        if (refusal.isPresent()) {
            throw new ApiRefusal(400, "invalid_package", refusal.get());
        }
        report.sent(4, 4);
        asked.add("upload " + model);
        return uploaded;
    }

    @Override
    public Optional<Integer> newestVerified(String model) {
        return newestVerified;
    }

    @Override
    public String startRollout(String model, int version) throws ApiRefusal {
        if (crossing.isPresent()) {
            active = crossing;
            crossing = Optional.empty();
            throw new ApiRefusal(409, "rollout_active", "another rollout is preparing");
        }
        asked.add("rollout " + model + "@" + version);
        return "r1";
    }

    @Override
    public Optional<ActiveRollout> activeRollout(String model) {
        return active;
    }

    @Override
    public RolloutStatus rollout(String model, String id) {
        String state = states.size() > 1 ? states.removeFirst() : states.getFirst();
        if (state.equals("completed")) {
            active = Optional.empty();
        }
        return new RolloutStatus(state, "the reason");
    }

    @Override
    public void resizePool(String pool, int min, int max) {
        asked.add("resize " + pool + " " + min + " to " + max);
    }

    @Override
    public int embed(String model, String text) {
        return 384;
    }
}
