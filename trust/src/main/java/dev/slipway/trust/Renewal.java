package dev.slipway.trust;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that keeps a wallet's tokens fresh. */
public final class Renewal {
    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

    private final Wallet wallet;
    private final Thread thread;

    public Renewal(Wallet wallet) {
        this.wallet = wallet;
        this.thread = Thread.ofPlatform().daemon().name("token-renewal").unstarted(this::keepFresh);
    }

    public void start() {
        thread.start();
    }

    private void keepFresh() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                wallet.await(wallet.tend());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            // Its tokens run out in minutes, and then every callee refuses this process.
            LOG.error("the renewal of service tokens ended", bug);
            throw bug;
        }
    }

    public void stop() {
        thread.interrupt();
    }
}
