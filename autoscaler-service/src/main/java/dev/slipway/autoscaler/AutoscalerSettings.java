package dev.slipway.autoscaler;

import dev.slipway.autoscaler.sizing.SizingSettings;
import dev.slipway.autoscaler.sizing.http.RegistrySettings;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/** Everything under {@code slipway.*}; a key that is not known fails the start. */
record AutoscalerSettings(
        RegistrySettings registry, SizingSettings sizing, ActuatorSettings actuator) {

    /**
     * Who starts replicas.
     *
     * @param dataDirectory the platform's folder; empty in containers
     * @param replicaCommand path of the file that says how; empty when somebody else starts them
     */
    record ActuatorSettings(String dataDirectory, String replicaCommand) {
        ActuatorSettings {
            if (!replicaCommand.isEmpty() && dataDirectory.isEmpty()) {
                throw new IllegalArgumentException(
                        "SLIPWAY_REPLICA_COMMAND needs SLIPWAY_DATA_DIR");
            }
        }

        boolean startsProcesses() {
            return !replicaCommand.isEmpty();
        }
    }

    static AutoscalerSettings of(Environment environment) {
        return Binder.get(environment)
                .bind(
                        "slipway",
                        Bindable.of(AutoscalerSettings.class),
                        new NoUnboundElementsBindHandler(
                                BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
                .get();
    }
}
