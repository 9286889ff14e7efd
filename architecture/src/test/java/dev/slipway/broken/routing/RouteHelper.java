package dev.slipway.broken.routing;

record RouteHelper() {}
