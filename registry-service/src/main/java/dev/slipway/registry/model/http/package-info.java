/** Says what models and versions are, to the store and to clients. */
@NullMarked
package dev.slipway.registry.model.http;

import org.jspecify.annotations.NullMarked;
