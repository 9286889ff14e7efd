package dev.slipway.e2e.zeroloss;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The gateway loses the registry.
 *
 * @param state of the rollout at which it is cut, or after it where that one passed unseen
 * @param length how long, or null to the end of the load
 */
record GatewayCutOff(GatewayBehindRelay gateway, String state, @Nullable Duration length)
        implements Fault {
    @Override
    public Window strike(Scene scene) throws InterruptedException {
        scene.watch().awaitOrLater(state, Scene.LONG);
        long from = System.nanoTime();
        gateway.cut();
        if (length == null) {
            scene.watch().await("completed", Scene.LONG);
        } else {
            Scene.pause(length);
            gateway.mend();
        }
        return Window.since(from);
    }

    @Override
    public void heal(Scene scene) {
        gateway.mend();
    }
}
