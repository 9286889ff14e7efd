/** The check of the settings as a part of a Spring Boot application's start. */
@NullMarked
package dev.slipway.supervision.environment.spring;

import org.jspecify.annotations.NullMarked;
