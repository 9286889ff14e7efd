package dev.slipway.inference.drain;

import dev.slipway.inference.assignment.HeartbeatLoop;
import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.serving.InFlight;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Say so, serve on until the gateways know, refuse, end what is in flight, say goodbye. Ending the
 * process is left to the caller.
 */
public final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final ReplicaLife life;
    private final HeartbeatLoop heartbeat;
    private final InFlight inFlight;
    private final DrainSettings settings;

    public Drain(
            ReplicaLife life, HeartbeatLoop heartbeat, InFlight inFlight, DrainSettings settings) {
        this.life = life;
        this.heartbeat = heartbeat;
        this.inFlight = inFlight;
        this.settings = settings;
    }

    /** Returns when nothing is in flight, or the longest deadline has passed. */
    public void run() throws InterruptedException {
        LOG.info("draining");
        life.drain();
        heartbeat.wake();
        boolean applied = life.awaitDrainApplied(settings.applied());
        life.refuse();
        inFlight.refuseLoads();
        LOG.info(
                "{}; {} requests are in flight",
                applied ? "every gateway knows" : "not every gateway is known to know",
                inFlight.count());
        boolean none = inFlight.awaitNone();
        heartbeat.goodbye(settings.goodbye());
        LOG.info(none ? "drained" : "ending with requests whose deadline has passed");
    }
}
