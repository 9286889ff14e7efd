package dev.slipway.broken.billing;

import dev.slipway.broken.routing.Route;
import java.util.List;

/** Needs routes. */
public record Bill(List<Route> routes) {}
