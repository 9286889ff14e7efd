package dev.slipway.registry;

/**
 * Who this process is and what it is given; see the wiring page for the environment.
 *
 * @param name of the run file
 * @param dataDirectory where the run file goes; empty for none
 * @param internalPort 0 for any
 * @param failpointsDirectory tests only; empty for none
 */
public record ProcessSettings(
        String name, String dataDirectory, int internalPort, String failpointsDirectory) {
    public ProcessSettings {
        if (internalPort < 0 || internalPort > 65_535) {
            throw new IllegalArgumentException("SLIPWAY_INTERNAL_PORT must be 0 to 65535");
        }
    }

    @Override
    public String toString() {
        return "ProcessSettings[name=" + name + "]";
    }
}
