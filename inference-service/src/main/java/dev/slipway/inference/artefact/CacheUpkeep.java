package dev.slipway.inference.artefact;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says each minute which packages this replica uses, and keeps the cache within its bound. Every
 * replica of the machine does so for itself; what none of them uses becomes old by itself.
 */
public final class CacheUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CacheUpkeep.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final CacheBound bound;
    private final Supplier<Set<String>> seals;
    private final long mostBytes;
    private final Runnable besides;
    private volatile long bytes;
    private volatile boolean tooLarge;
    private @Nullable Thread thread;

    /**
     * Nothing runs before {@link #start}.
     *
     * @param seals of the versions that this replica has or wants
     * @param besides what else is to be tended in the cache's folder each minute; must not throw
     */
    public CacheUpkeep(
            CacheBound bound, Supplier<Set<String>> seals, long mostBytes, Runnable besides) {
        this.bound = bound;
        this.seals = seals;
        this.mostBytes = mostBytes;
        this.besides = besides;
    }

    /** Begins. */
    public synchronized void start() {
        thread = Thread.ofPlatform().daemon().name("cache-upkeep").start(this::loop);
    }

    private void loop() {
        try {
            while (true) {
                tend();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round. */
    void tend() {
        besides.run();
        try {
            for (String seal : seals.get()) {
                bound.used(seal);
            }
            bytes = bound.removeUnused(mostBytes);
            if (bytes > mostBytes && !tooLarge) {
                LOG.warn(
                        "the artefacts in use or lately used are {} bytes, over the cache's bound"
                                + " of {}",
                        bytes,
                        mostBytes);
            }
            tooLarge = bytes > mostBytes;
        } catch (IOException | RuntimeException broken) {
            LOG.warn("the cache could not be tended; trying again: {}", broken.toString());
        }
    }

    /** Bytes of the cache as last seen. */
    public long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
