package dev.slipway.autoscaler.signals;

import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.signal.GatewayStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream to each gateway and each replica. One thread runs {@link #step}; who the
 * replicas are is told to it by others. While nobody says who the gateways are, the last word
 * holds.
 */
public final class SignalWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int MOST_STREAMS = 2_000;

    private final Gateways gateways;
    private final SignalSource source;
    private final SignalBoard board;
    private final Follower.Pause pause;
    private final Map<String, Follower> followers = new HashMap<>();
    private volatile List<PoolReplica> replicas = List.of();
    private List<GatewayStatus> living = List.of();

    public SignalWatch(Gateways gateways, SignalSource source, SignalBoard board) {
        this(gateways, source, board, Thread::sleep);
    }

    SignalWatch(Gateways gateways, SignalSource source, SignalBoard board, Follower.Pause pause) {
        this.gateways = gateways;
        this.source = source;
        this.board = board;
        this.pause = pause;
    }

    /** Who the replicas are; from any thread. */
    public void replicasAre(List<PoolStatus> pools) {
        replicas = pools.stream().flatMap(pool -> pool.replicas().stream()).toList();
    }

    /** Runs until its thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                stepSafely();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            followers.values().forEach(Follower::stop);
        }
    }

    private void stepSafely() {
        try {
            step();
        } catch (RuntimeException fault) {
            LOG.error("listening to signals failed and is tried again", fault);
        }
    }

    /** One look at who is there. */
    void step() {
        gateways.living().ifPresent(now -> living = now);
        List<PoolReplica> members = replicas;
        Set<String> bootIds = new HashSet<>();
        Set<UUID> instances = new HashSet<>();
        Map<String, Follower> wanted = new HashMap<>();
        for (GatewayStatus gateway : living) {
            bootIds.add(gateway.bootId());
            String address = gateway.signalAddress();
            if (address != null) {
                wanted.put("gateway " + gateway.bootId(), toGateway(gateway.bootId(), address));
            }
        }
        for (PoolReplica replica : members) {
            instances.add(replica.instance());
            wanted.put("replica " + replica.instance(), toReplica(replica));
        }
        board.gatewaysAre(bootIds);
        board.replicasAre(instances);
        followOnly(wanted);
    }

    private void followOnly(Map<String, Follower> wanted) {
        followers
                .entrySet()
                .removeIf(entry -> {
                    Follower now = wanted.get(entry.getKey());
                    boolean stays = now != null && now.address().equals(entry.getValue().address());
                    if (!stays) {
                        entry.getValue().stop();
                    }
                    return !stays;
                });
        wanted.forEach((key, follower) -> {
            if (!followers.containsKey(key) && followers.size() < MOST_STREAMS) {
                followers.put(key, follower);
                follower.begin();
            }
        });
    }

    /** Another process may listen there by now: only the one that is meant is believed. */
    private Follower toGateway(String bootId, String address) {
        return new Follower(
                address,
                heard ->
                        source.followGateway(
                                address,
                                signal -> {
                                    if (signal.gateway().equals(bootId)) {
                                        board.heard(signal);
                                        heard.run();
                                    }
                                }),
                pause);
    }

    private Follower toReplica(PoolReplica replica) {
        return new Follower(
                replica.address(),
                heard ->
                        source.followReplica(
                                replica.address(),
                                signal -> {
                                    if (signal.instance().equals(replica.instance())) {
                                        board.heard(signal);
                                        heard.run();
                                    }
                                }),
                pause);
    }
}
