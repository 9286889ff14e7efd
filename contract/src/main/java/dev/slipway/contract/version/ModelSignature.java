package dev.slipway.contract.version;

import java.util.List;

/** What a model takes and gives, in the order of the graph. */
public record ModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs) {}
