@NullMarked
package dev.slipway.telemetry.http;

import org.jspecify.annotations.NullMarked;
