package dev.slipway.local.services;

import java.io.IOException;

/** Starts one more process of a service; called from one thread at a time. */
@FunctionalInterface
public interface ServiceStarter {
    ServiceProcess start() throws IOException;
}
