package dev.slipway.broken.routing;

import dev.slipway.broken.routing.http.PublicAdapter;

record CoreKnowsItsRim(PublicAdapter adapter) {}
