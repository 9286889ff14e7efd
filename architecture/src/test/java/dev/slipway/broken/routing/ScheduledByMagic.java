package dev.slipway.broken.routing;

import org.springframework.scheduling.annotation.Scheduled;

final class ScheduledByMagic {
    @Scheduled(fixedRate = 1000)
    void run() {}
}
