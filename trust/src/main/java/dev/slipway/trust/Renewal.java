package dev.slipway.trust;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that keeps a wallet's tokens fresh. Nothing but its stop ends it: without it the
 * tokens run out in minutes, and then every callee refuses a process that looks healthy.
 */
public final class Renewal {
    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
    private static final Duration PAUSE_AFTER_BUG = Duration.ofSeconds(2);

    private final Wallet wallet;
    private final Duration pauseAfterBug;
    private final Thread thread;
    private String trouble = "";

    public Renewal(Wallet wallet) {
        this(wallet, PAUSE_AFTER_BUG);
    }

    Renewal(Wallet wallet, Duration pauseAfterBug) {
        this.wallet = wallet;
        this.pauseAfterBug = pauseAfterBug;
        this.thread = Thread.ofPlatform().daemon().name("token-renewal").unstarted(this::keepFresh);
    }

    public void start() {
        thread.start();
    }

    private void keepFresh() {
        try {
            Duration wait = Duration.ZERO;
            while (!Thread.currentThread().isInterrupted()) {
                wallet.await(wait);
                wait = tended();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration tended() {
        try {
            return wallet.tend();
        } catch (RuntimeException | Error bug) {
            say(bug);
            return pauseAfterBug;
        }
    }

    private void say(Throwable bug) {
        String now = bug.getClass().getName();
        if (!now.equals(trouble)) {
            trouble = now;
            LOG.error("service tokens could not be renewed, trying on", bug);
        }
    }

    public void stop() {
        thread.interrupt();
    }
}
