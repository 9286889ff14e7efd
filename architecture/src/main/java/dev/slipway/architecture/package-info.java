/** The rules of the house; a module's own test applies them to its classes. */
@NullMarked
package dev.slipway.architecture;

import org.jspecify.annotations.NullMarked;
