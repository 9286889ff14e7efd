@NullMarked
package dev.slipway.supervision.environment.spring;

import org.jspecify.annotations.NullMarked;
