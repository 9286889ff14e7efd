package dev.slipway.local.services;

import dev.slipway.local.services.ServiceStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one service running while it is wanted. One thread of its own starts, watches and ends the
 * process; callers only say what is wanted, and wait.
 */
public final class Keeper {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final String name;
    private final ServiceStarter starter;
    private final RestartPolicy policy;
    private final Duration grace;
    private final KeeperObserver observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private boolean wanted;
    private boolean endThisOne;
    private boolean everServed;
    private int restarts;
    private State state = State.STOPPED;
    private @Nullable ServiceProcess process;

    /**
     * Makes a keeper that wants nothing yet.
     *
     * @param grace how long a process may take to end in order before it is killed
     */
    public Keeper(
            String name,
            ServiceStarter starter,
            RestartPolicy policy,
            Duration grace,
            KeeperObserver observer) {
        this.name = name;
        this.starter = starter;
        this.policy = policy;
        this.grace = grace;
        this.observer = observer;
        Thread.ofVirtual().name("keeper-" + name).start(this::keep);
    }

    public String name() {
        return name;
    }

    /** From now on it is kept running. */
    public void start() {
        change(() -> wanted = true);
    }

    /** Ends it in order and returns when it has ended; it stays stopped. */
    public void stop() throws InterruptedException {
        change(() -> wanted = false);
        await(State.STOPPED, grace.plusSeconds(10));
    }

    /** Ends the running process, if any, and starts another. */
    public void replace() {
        change(() -> endThisOne = process != null);
    }

    /** False when it did not come to that state in time. */
    public boolean await(State hoped, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (state != hoped && left > 0) {
                left = changed.awaitNanos(left);
            }
            return state == hoped;
        } finally {
            lock.unlock();
        }
    }

    public ServiceStatus status() {
        lock.lock();
        try {
            ServiceProcess current = process;
            return new ServiceStatus(
                    name, state, current == null ? 0 : current.identity().pid(), restarts);
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable edit) {
        lock.lock();
        try {
            edit.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        try {
            while (true) {
                awaitWanted();
                startAndWatch();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitWanted() throws InterruptedException {
        lock.lock();
        try {
            while (!wanted) {
                state = State.STOPPED;
                changed.signalAll();
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void startAndWatch() throws InterruptedException {
        ServiceProcess started;
        long startedAt = System.nanoTime();
        try {
            started = starter.start();
        } catch (IOException | RuntimeException reason) {
            Duration delay = policy.afterDeath(Duration.ZERO);
            observer.notStarted(name, reason, delay);
            backOff(delay);
            return;
        }
        change(() -> {
            process = started;
            endThisOne = false;
            state = State.STARTING;
        });
        var _ = started.exit().whenComplete((status, failure) -> change(() -> {}));
        observer.started(name, started.identity());
        boolean ended = watch(started);
        if (!ended) {
            end(started);
            change(() -> process = null);
            return;
        }
        change(() -> process = null);
        Duration delay = policy.afterDeath(Duration.ofNanos(System.nanoTime() - startedAt));
        observer.died(name, started.exit().join(), everServed, delay);
        backOff(delay);
    }

    /** True when the process ended by itself, false when it is to be ended. */
    private boolean watch(ServiceProcess started) throws InterruptedException {
        while (true) {
            boolean serves = state == State.STARTING && started.isServing();
            lock.lock();
            try {
                if (started.exit().isDone()) {
                    return true;
                }
                if (!wanted || endThisOne) {
                    return false;
                }
                if (serves) {
                    state = State.RUNNING;
                    everServed = true;
                    changed.signalAll();
                } else if (state == State.STARTING) {
                    long _ = changed.awaitNanos(LOOK.toNanos());
                } else {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
            if (serves) {
                observer.serving(name);
            }
        }
    }

    private void end(ServiceProcess started) throws InterruptedException {
        started.terminate();
        if (!ends(started, grace)) {
            started.kill();
            boolean _ = ends(started, Duration.ofSeconds(5));
        }
    }

    private static boolean ends(ServiceProcess started, Duration limit)
            throws InterruptedException {
        try {
            Integer _ = started.exit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException late) {
            return false;
        } catch (java.util.concurrent.ExecutionException impossible) {
            return true;
        }
    }

    private void backOff(Duration delay) throws InterruptedException {
        long left = delay.toNanos();
        lock.lock();
        try {
            state = State.RESTARTING;
            restarts++;
            changed.signalAll();
            while (wanted && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
