package dev.slipway.broken.routing;

import dev.slipway.broken.billing.Bill;

/** Needs a bill. */
public record Route(Bill bill) {}
