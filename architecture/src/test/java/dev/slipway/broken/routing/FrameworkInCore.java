package dev.slipway.broken.routing;

import org.springframework.core.env.Environment;

record FrameworkInCore(Environment environment) {}
