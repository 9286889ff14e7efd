package dev.slipway.registry;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.registry.access.KeyBootstrap;
import dev.slipway.registry.access.json.BootstrapFileConfiguration;
import dev.slipway.registry.document.DocumentShelf;
import dev.slipway.registry.document.DocumentSignal;
import dev.slipway.registry.idempotency.OnceOnly;
import dev.slipway.registry.loop.Loop;
import dev.slipway.registry.replica.Sweep;
import dev.slipway.registry.replica.Withdrawals;
import dev.slipway.registry.rollout.RolloutProgress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Starts and stops what recurs: documents, sweeps, rollouts. */
@Component
class RegistryLoops implements SmartLifecycle {
    /** Answers are kept for a day; this is how often old ones go. */
    private static final Duration FORGETTING = Duration.ofMinutes(10);

    private final RegistrySettings settings;
    private final KeyBootstrap bootstrap;
    private final JsonMapper json;
    private final Withdrawals withdrawals;
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
            Withdrawals withdrawals,
            OnceOnly once) {
        this.settings = settings;
        this.bootstrap = bootstrap;
        this.json = json;
        this.withdrawals = withdrawals;
        Loop progress =
                new Loop(
                        "rollouts",
                        settings.rollout().tick(),
                        new Progress(routing, rollouts, withdrawals));
        Loop documents =
                new Loop(
                        "documents",
                        settings.document().pollInterval(),
                        () -> {
                            DocumentNumber before = routing.number();
                            routing.refresh();
                            if (!before.equals(routing.number())) {
                                // A look that came before the document saw nothing new.
                                progress.wake();
                            }
                            access.refresh();
                        });
        Loop sweeps = new Loop("sweeps", settings.replica().sweepInterval(), sweep::sweepIfDue);
        Loop kept = new Loop("kept-answers", FORGETTING, once::forgetOld);
        signal.listen(documents::wake);
        signal.listen(progress::wake);
        shelves = List.of(routing, access);
        loops = List.of(documents, progress, sweeps, kept);
    }

    @Override
    public void start() {
        bootstrap.ensure(BootstrapFileConfiguration.read(json, settings.access().bootstrapKeys()));
        withdrawals.begin();
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

    /**
     * Looks at rollouts and withdrawals, unless there were none and no document has come since:
     * each begins with a document.
     */
    private static final class Progress implements Runnable {
        private final DocumentShelf<RoutingDocument> routing;
        private final RolloutProgress rollouts;
        private final Withdrawals withdrawals;
        private @Nullable DocumentNumber quietSince;

        Progress(
                DocumentShelf<RoutingDocument> routing,
                RolloutProgress rollouts,
                Withdrawals withdrawals) {
            this.routing = routing;
            this.rollouts = rollouts;
            this.withdrawals = withdrawals;
        }

        @Override
        public void run() {
            DocumentNumber before = routing.number();
            if (before.equals(quietSince)) {
                return;
            }
            boolean rolls = rollouts.tick();
            boolean withdraws = withdrawals.tick();
            quietSince = rolls || withdraws ? null : before;
        }
    }
}
