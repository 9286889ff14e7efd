package dev.slipway.local;

import dev.slipway.local.control.ControlHandler;
import dev.slipway.local.control.ControlRefusal;
import dev.slipway.local.control.ControlRequest;
import dev.slipway.local.services.ServiceName;
import dev.slipway.local.services.ServiceStatus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a running platform does when it is asked through the control socket. */
public final class PlatformControl implements ControlHandler {
    private final Platform platform;
    private final CountDownLatch down = new CountDownLatch(1);

    public PlatformControl(Platform platform) {
        this.platform = platform;
    }

    /** Returns when somebody asked for the end and all has ended. */
    public void awaitDown() throws InterruptedException {
        down.await();
    }

    @Override
    public void handle(ControlRequest request, Consumer<String> line)
            throws ControlRefusal, InterruptedException {
        switch (request) {
            case ControlRequest.Status() -> status(line);
            case ControlRequest.Stop(var service) -> {
                platform.stop(service);
                line.accept(service.word() + " is stopped");
            }
            case ControlRequest.Start(var service) -> {
                if (!platform.startAgain(service)) {
                    throw new ControlRefusal(
                            service.word() + " does not serve yet; it is tried again and again");
                }
                List<ServiceName> waiting = platform.awaitDependantsOf(service);
                line.accept(service.word() + " serves" + tidings(waiting));
            }
            case ControlRequest.Down() -> {
                platform.drain(line);
                down.countDown();
            }
            case ControlRequest.Unknown(var reason) -> throw new ControlRefusal(reason);
        }
    }

    private static String tidings(List<ServiceName> waiting) {
        return waiting.isEmpty()
                ? ""
                : "; not ready yet: "
                        + waiting.stream().map(ServiceName::word).collect(Collectors.joining(", "))
                        + " (reconnects by itself; see its log if it stays so)";
    }

    private void status(Consumer<String> line) {
        line.accept("%-14s %-11s %8s %6s  %s".formatted("SERVICE", "STATE", "PID", "PORT", ""));
        for (ServiceStatus service : platform.status()) {
            line.accept(
                    "%-14s %-11s %8s %6d  %s"
                            .formatted(
                                    service.name(),
                                    service.state().name().toLowerCase(Locale.ROOT),
                                    service.pid() == 0 ? "-" : service.pid(),
                                    platform.portOf(service.name()),
                                    service.restarts() == 0
                                            ? ""
                                            : "started again " + service.restarts() + " times"));
        }
    }
}
