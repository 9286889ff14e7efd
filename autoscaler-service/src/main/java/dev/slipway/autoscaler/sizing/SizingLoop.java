package dev.slipway.autoscaler.sizing;

import dev.slipway.autoscaler.actuator.Actuator;
import dev.slipway.autoscaler.actuator.ReplicaProcess;
import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Owns what is known of pools and replicas: one thread runs {@link #step}, whatever waits for
 * others is an errand and comes back as a {@link Signal}. While the registry is away the last known
 * sizes hold; before it ever answered, the number of adopted replicas does.
 */
public final class SizingLoop implements Runnable {
    private final SizingSettings settings;
    private final Actuator actuator;
    private final SizingObserver observer;
    private final PoolSizes sizes;
    private final InstantSource clock;
    private final Errands errands;

    private final Members members = new Members();
    private final Map<String, Integer> wanted = new HashMap<>();
    private final Map<String, StartBackOff> backOffs = new HashMap<>();
    private final DeathReports deaths = new DeathReports();
    private boolean adopted;
    private Instant nextAdoption = Instant.MIN;
    private boolean asking;
    private Instant nextAsk = Instant.MIN;
    private @Nullable Instant registryHeardAt;

    /**
     * Makes a loop; nothing runs yet.
     *
     * @param elsewhere runs calls that wait for others, many at a time
     */
    public SizingLoop(
            SizingSettings settings,
            Actuator actuator,
            Registry registry,
            LivenessProbe probe,
            SizingObserver observer,
            PoolSizes sizes,
            InstantSource clock,
            Executor elsewhere) {
        this.settings = settings;
        this.actuator = actuator;
        this.observer = observer;
        this.sizes = sizes;
        this.clock = clock;
        this.errands = new Errands(registry, probe, elsewhere);
    }

    /** Runs until its thread is interrupted. */
    @Override
    public void run() {
        try {
            Signal first = null;
            while (!Thread.currentThread().isInterrupted()) {
                stepSafely(first);
                first = errands.await(settings.tick());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fault must not end the holding of sizes; it is told, and the next look tries again. */
    private void stepSafely(@Nullable Signal first) {
        try {
            if (first != null) {
                receive(first);
            }
            step();
        } catch (RuntimeException fault) {
            observer.faulted(fault);
        }
    }

    /** One look at everything. */
    void step() {
        adoptOnce();
        for (Signal signal; (signal = errands.next()) != null; ) {
            receive(signal);
        }
        askForPools();
        if (!actuator.acts() || !adopted) {
            return;
        }
        noticeDeaths();
        probeMembers();
        wanted.forEach(this::holdPool);
        reportDeath();
    }

    /**
     * Takes over what an earlier life of this service started; the dead among them are told. Until
     * that has worked nothing is started, since it could be one too many.
     */
    private void adoptOnce() {
        Instant now = clock.instant();
        if (adopted || now.isBefore(nextAdoption)) {
            return;
        }
        nextAdoption = now.plus(settings.firstBackOff());
        try {
            adopt(actuator.adopt());
            adopted = true;
        } catch (IOException | RuntimeException unreadable) {
            observer.faulted(unreadable);
        }
    }

    private void adopt(List<ReplicaProcess> found) {
        Map<String, Integer> living = new HashMap<>();
        for (ReplicaProcess replica : found) {
            members.add(new Member(replica, true, clock.instant()));
            if (actuator.isAlive(replica)) {
                living.merge(replica.pool(), 1, Integer::sum);
                observer.adopted(replica.pool(), replica.instance());
            }
        }
        living.forEach(wanted::putIfAbsent);
    }

    private void receive(Signal signal) {
        switch (signal) {
            case Signal.PoolsAnswered(var pools) -> {
                asking = false;
                pools.ifPresent(this::see);
            }
            case Signal.Probed(var instance, var answered) -> probed(instance, answered);
            case Signal.DeathReported(var instance, var accepted) -> {
                ReplicaProcess told = deaths.answered(instance, accepted, clock.instant());
                if (told != null) {
                    actuator.forget(told);
                }
            }
            case Signal.SomeoneDied() -> {}
        }
    }

    private void askForPools() {
        Instant now = clock.instant();
        if (asking || now.isBefore(nextAsk)) {
            return;
        }
        asking = true;
        nextAsk = now.plus(settings.registryPoll());
        errands.askForPools();
    }

    private void see(List<PoolStatus> pools) {
        Instant now = clock.instant();
        registryHeardAt = now;
        wanted.putAll(sizes.sizes(pools, Map.copyOf(wanted)));
        for (PoolStatus pool : pools) {
            for (PoolReplica replica : pool.replicas()) {
                Member member = members.get(replica.instance());
                if (member != null && member.see(replica, now)) {
                    backOff(pool.name()).succeeded();
                }
            }
            if (!actuator.acts()) {
                int serving = servingOf(pool);
                int size = wanted.getOrDefault(pool.name(), pool.min());
                observer.sized(pool.name(), size, serving, serving);
            }
        }
    }

    private static int servingOf(PoolStatus pool) {
        return (int)
                pool.replicas().stream()
                        .filter(replica -> replica.state() == ReplicaState.READY)
                        .filter(PoolReplica::complete)
                        .count();
    }

    private void noticeDeaths() {
        for (Member member : members.removeDead(actuator::isAlive)) {
            deaths.add(member.process());
            if (!member.wasOfUse()) {
                backOff(member.pool()).failed(1, clock.instant());
            }
            observer.died(member.pool(), member.process().instance(), member.everReady());
        }
    }

    private void probeMembers() {
        Instant now = clock.instant();
        for (Member member : members.all()) {
            if (member.beginProbe(now, settings.probeInterval())) {
                addressOf(member)
                        .ifPresentOrElse(
                                address -> errands.probe(member.process().instance(), address),
                                () -> member.probed(false));
            }
        }
    }

    private Optional<String> addressOf(Member member) {
        return Optional.ofNullable(member.address()).or(() -> actuator.address(member.process()));
    }

    private void probed(UUID instance, boolean answered) {
        Member member = members.get(instance);
        if (member == null) {
            return;
        }
        boolean before = member.isSilent(settings.silentProbes());
        member.probed(answered);
        if (!before && member.isSilent(settings.silentProbes())) {
            observer.silent(member.pool(), instance);
        }
    }

    private void holdPool(String pool, int size) {
        Instant now = clock.instant();
        boolean heard = isRegistryHeard(now);
        List<MemberView> views = members.views(pool, now, settings, heard);
        int counted = (int) views.stream().filter(MemberView::counts).count();
        int startable = backOff(pool).startable(size - counted, now);
        for (Decision decision : SizingPolicy.decide(size, views, startable)) {
            switch (decision) {
                case Decision.Start(var count) -> start(pool, count);
                case Decision.Drain(var instance) -> {
                    if (heard) {
                        drain(members.get(instance), now);
                    }
                }
                case Decision.Kill(var instance) -> kill(members.get(instance));
            }
        }
        int serving = (int) views.stream().filter(MemberView::servesAll).count();
        observer.sized(pool, size, counted, serving);
    }

    /** Whether its word on who was ever ready is fresh. */
    private boolean isRegistryHeard(Instant now) {
        Instant heardAt = registryHeardAt;
        return heardAt != null && !now.isAfter(heardAt.plus(settings.silence()));
    }

    private void start(String pool, int count) {
        for (int i = 0; i < count; i++) {
            try {
                ReplicaProcess started = actuator.start(pool, errands::someoneDied);
                members.add(new Member(started, false, clock.instant()));
                observer.started(pool, started.instance());
            } catch (IOException | RuntimeException reason) {
                backOff(pool).failed(count - i, clock.instant());
                observer.startFailed(pool, reason);
                return;
            }
        }
    }

    private void drain(@Nullable Member member, Instant now) {
        if (member != null) {
            member.leave(now);
            actuator.terminate(member.process());
            observer.drained(member.pool(), member.process().instance());
        }
    }

    private void kill(@Nullable Member member) {
        if (member != null) {
            if (member.neverCameUp()) {
                observer.neverCameUp(member.pool(), member.process().instance());
            }
            actuator.kill(member.process());
            observer.killed(member.pool(), member.process().instance());
        }
    }

    private void reportDeath() {
        UUID instance = deaths.next(clock.instant());
        if (instance != null) {
            errands.reportDeath(instance);
        }
    }

    private StartBackOff backOff(String pool) {
        return backOffs.computeIfAbsent(
                pool, name -> new StartBackOff(settings.firstBackOff(), settings.longestBackOff()));
    }
}
