package dev.slipway.inference.engine;

import org.jspecify.annotations.Nullable;

/**
 * What was found by trying about how a graph best uses the processors of a machine.
 *
 * @param sharing of its runs under load; null where that is not known
 * @param lane threads of runs that have the machine for themselves, {@link EngineThreads#NONE}
 *     where they gain nothing by an engine of their own; null where that is not known
 */
public record EnginePlan(@Nullable RunSharing sharing, @Nullable EngineThreads lane) {
    /** Nothing was tried. */
    public static final EnginePlan UNKNOWN = new EnginePlan(null, null);

    public EnginePlan with(RunSharing found) {
        return new EnginePlan(found, lane);
    }

    public EnginePlan with(EngineThreads found) {
        return new EnginePlan(sharing, found);
    }
}
