package dev.slipway.trust;

import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentReply.AudienceToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's own tokens: enrols at the registry, renews at about half of their life, and at once
 * when a callee refused one. While the registry is away it keeps what it has and tries again, with
 * pauses that grow to two seconds, at its start to a quarter of one. A gateway signs with a fresh
 * key from its first enrolment on; until then, after a restart, with the kept one that its kept
 * tokens name.
 */
public final class Wallet implements TokenSource {
    private static final Logger LOG = LoggerFactory.getLogger(Wallet.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** Until the first enrolment: a whole platform that starts waits for nothing else. */
    private static final Duration LONGEST_FIRST_PAUSE = Duration.ofMillis(250);

    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(1);

    /** Services that started together do not all renew together. */
    private static final double JITTER = 0.2;

    private record Waiting(Role audience, String refused, CompletableFuture<String> other) {}

    private final Role role;
    private final String instance;
    private final Enrolment enrolment;
    private final PurseKeeper keeper;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private final @Nullable SigningKeyPair freshKey;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Purse purse;
    private long dueNanos;
    private long triedNanos;
    private Duration pause = FIRST_PAUSE;
    private boolean enrolled;
    private String trouble = "";

    /**
     * Nothing is asked before {@link Renewal} runs.
     *
     * @param random from 0 to 1, spreads renewals
     */
    public Wallet(
            Role role,
            String instance,
            Enrolment enrolment,
            PurseKeeper keeper,
            LongSupplier nanoTime,
            DoubleSupplier random) {
        this.role = role;
        this.instance = instance;
        this.enrolment = enrolment;
        this.keeper = keeper;
        this.nanoTime = nanoTime;
        this.random = random;
        this.freshKey = role == Role.GATEWAY ? SigningKeyPair.fresh(new SecureRandom()) : null;
        this.purse = keeper.last();
        this.dueNanos = nanoTime.getAsLong();
        this.triedNanos = dueNanos - LEAST_BETWEEN.toNanos();
    }

    @Override
    public String token(Role caller, Role audience) {
        if (caller != role) {
            throw new IllegalArgumentException("this service is no " + caller.wireName());
        }
        return purse.token(audience);
    }

    @Override
    public Optional<SigningKeyPair> callerKey() {
        return Optional.ofNullable(purse.callerKey());
    }

    /** Whether there is a token for this callee, however old. */
    public boolean holds(Role audience) {
        return !purse.token(audience).isEmpty();
    }

    /** Is told, on the renewing thread, whenever there are fresh tokens. */
    public void onRenewed(Runnable listener) {
        listeners.add(listener);
    }

    /** This service's token for one callee. */
    public PeerToken towards(Role audience) {
        return new PeerToken() {
            @Override
            public String now() {
                return purse.token(audience);
            }

            @Override
            public void refused(String token) {
                if (purse.token(audience).equals(token)) {
                    hurry();
                }
            }

            @Override
            public CompletableFuture<String> after(String refused) {
                Waiting one = new Waiting(audience, refused, new CompletableFuture<>());
                waiting.add(one);
                var _ = one.other().whenComplete((_, _) -> waiting.remove(one));
                refused(refused);
                complete(one);
                return one.other();
            }
        };
    }

    private void complete(Waiting one) {
        String now = purse.token(one.audience());
        if (!now.equals(one.refused())) {
            one.other().complete(now);
        }
    }

    private synchronized void hurry() {
        long earliest = triedNanos + LEAST_BETWEEN.toNanos();
        long now = nanoTime.getAsLong();
        long wanted = earliest - now > 0 ? earliest : now;
        if (dueNanos - wanted > 0) {
            dueNanos = wanted;
            wakeUps.release();
        }
    }

    /** Enrols if that is due; answers how long nothing is to be done. */
    Duration tend() {
        Duration left = timeUntilDue();
        if (left.isPositive()) {
            return left;
        }
        synchronized (this) {
            triedNanos = nanoTime.getAsLong();
        }
        try {
            EnrolmentReply reply =
                    enrolment.enrol(instance, freshKey == null ? null : freshKey.publicKey());
            accept(reply);
            say("", null);
            pause = FIRST_PAUSE;
            double share = 0.5 * (1 - JITTER * random.getAsDouble());
            next(Duration.ofMillis((long) (reply.lifetimeMs() * share)));
        } catch (EnrolmentFailedException failed) {
            failed(String.valueOf(failed.getMessage()), failed.isRefusal(), null);
        } catch (RuntimeException | Error bug) {
            // Whoever stops renewing is refused by everybody in minutes, so this tries on too.
            failed("a bug, " + bug.getClass().getName(), true, bug);
        }
        return timeUntilDue();
    }

    private void failed(String why, boolean answered, @Nullable Throwable bug) {
        say(why, bug);
        next(pause);
        Duration longest = enrolled || answered ? LONGEST_PAUSE : LONGEST_FIRST_PAUSE;
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(longest) < 0 ? twice : longest;
    }

    private synchronized Duration timeUntilDue() {
        return Duration.ofNanos(dueNanos - nanoTime.getAsLong());
    }

    private synchronized void next(Duration wait) {
        Duration bounded = wait.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : wait;
        dueNanos = nanoTime.getAsLong() + bounded.toNanos();
    }

    private void accept(EnrolmentReply reply) throws EnrolmentFailedException {
        Map<Role, String> tokens = new EnumMap<>(Role.class);
        for (AudienceToken one : reply.tokens()) {
            Role.ofWireName(one.audience()).ifPresent(to -> tokens.put(to, one.token()));
        }
        if (!tokens.keySet().containsAll(role.callees())) {
            throw EnrolmentFailedException.refused("the registry left out some tokens");
        }
        Purse fresh = new Purse(freshKey, tokens);
        purse = fresh;
        enrolled = true;
        keeper.keep(fresh);
        waiting.forEach(this::complete);
        listeners.forEach(Runnable::run);
    }

    /** What went wrong is said when it is new, and once more when it is over. */
    private void say(String now, @Nullable Throwable bug) {
        if (now.equals(trouble)) {
            return;
        }
        if (now.isEmpty()) {
            LOG.info("the registry gives service tokens again");
        } else {
            LOG.warn("no fresh service tokens, trying on: {}", now, bug);
        }
        trouble = now;
    }

    /** Waits until something may be due. */
    void await(Duration atMost) throws InterruptedException {
        if (wakeUps.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            wakeUps.drainPermits();
        }
    }
}
