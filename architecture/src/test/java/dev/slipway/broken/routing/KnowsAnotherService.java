package dev.slipway.broken.routing;

import dev.slipway.gateway.Door;

record KnowsAnotherService(Door door) {}
