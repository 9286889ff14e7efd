package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.load.LoadReport;
import java.io.IOException;

/** Something that breaks while a rollout and a load are under way. */
interface Fault {
    /** Prepares what must be there before the rollout is asked for; the load runs already. */
    default void arm(Scene scene) throws IOException, InterruptedException {}

    /**
     * Breaks it, when the rollout is where the fault wants it to be, and heals it if it is to be
     * healed before the rollout completes.
     */
    Window strike(Scene scene) throws IOException, InterruptedException;

    /** Heals what was to stay broken to the end of the load; the load has ended. */
    default void heal(Scene scene) throws IOException, InterruptedException {}

    /** Since when the gateway that is there in the end counts what it takes. */
    default Books books(Scene scene) {
        return Books.sinceTheLoadBegan(scene);
    }

    /** Judges what only this fault promises; everything is healed and quiet. */
    default void verify(Scene scene, Window window, LoadReport report)
            throws IOException, InterruptedException {}

    /** No fault: the rollout alone. */
    static Fault none() {
        return scene -> {
            long baking = scene.watch().await("baking", Scene.LONG);
            return new Window(baking, baking);
        };
    }
}
