package dev.slipway.inference.model;

import dev.slipway.inference.engine.EnginePlan;
import dev.slipway.inference.engine.PlanMemory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers as long as a test does. */
final class KnownPlans implements PlanMemory {
    private final Map<String, EnginePlan> plans = new ConcurrentHashMap<>();

    @Override
    public EnginePlan recall(String graph) {
        return plans.getOrDefault(graph, EnginePlan.UNKNOWN);
    }

    @Override
    public void remember(String graph, EnginePlan plan) {
        plans.put(graph, plan);
    }
}
