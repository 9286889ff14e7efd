/** Decides when a supervised process runs, is started again or stays stopped. */
@NullMarked
package dev.slipway.local.services;

import org.jspecify.annotations.NullMarked;
