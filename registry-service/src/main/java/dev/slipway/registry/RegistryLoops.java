package dev.slipway.registry;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.registry.access.KeyBootstrap;
import dev.slipway.registry.access.json.BootstrapFileConfiguration;
import dev.slipway.registry.document.DocumentShelf;
import dev.slipway.registry.document.DocumentSignal;
import dev.slipway.registry.loop.Loop;
import dev.slipway.registry.replica.Sweep;
import dev.slipway.registry.replica.Withdrawals;
import dev.slipway.registry.rollout.RolloutProgress;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Starts and stops what recurs: documents, sweeps, rollouts. */
@Component
class RegistryLoops implements SmartLifecycle {
    private final RegistrySettings settings;
    private final KeyBootstrap bootstrap;
    private final JsonMapper json;
    private final List<Loop> loops;
    private final List<DocumentShelf<?>> shelves;
    private volatile boolean running;

    RegistryLoops(
            RegistrySettings settings,
            KeyBootstrap bootstrap,
            JsonMapper json,
            DocumentSignal signal,
            DocumentShelf<RoutingDocument> routing,
            DocumentShelf<AccessDocument> access,
            Sweep sweep,
            RolloutProgress rollouts,
            Withdrawals withdrawals) {
        this.settings = settings;
        this.bootstrap = bootstrap;
        this.json = json;
        Loop documents =
                new Loop(
                        "documents",
                        settings.document().pollInterval(),
                        () -> {
                            routing.refresh();
                            access.refresh();
                        });
        Loop progress =
                new Loop(
                        "rollouts",
                        settings.rollout().tick(),
                        () -> {
                            rollouts.tick();
                            withdrawals.tick();
                        });
        Loop sweeps = new Loop("sweeps", settings.replica().sweepInterval(), sweep::sweepIfDue);
        signal.listen(documents::wake);
        signal.listen(progress::wake);
        shelves = List.of(routing, access);
        loops = List.of(documents, progress, sweeps);
    }

    @Override
    public void start() {
        bootstrap.ensure(BootstrapFileConfiguration.read(json, settings.access().bootstrapKeys()));
        loops.forEach(Loop::start);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        shelves.forEach(DocumentShelf::close);
        loops.forEach(Loop::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
