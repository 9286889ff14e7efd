/**
 * Decides what a tensor is between a dialect and an engine, where its elements lie, and when one
 * fits a signature.
 *
 * <p>How often a byte of an input is copied, from the network's buffers to where the engine
 * computes on it; the first copy always collects the body, whose parts come one by one:
 *
 * <ul>
 *   <li>binary data and raw contents over 64 KiB: once more, into a buffer that the engine reads;
 *   <li>smaller ones: twice more, into an array and from there by the runtime;
 *   <li>numbers in JSON or typed contents: they are read out of the body into the same places; of
 *       those over 64 KiB the first eighth is copied from the heap;
 *   <li>texts: their token ids are an array, which the runtime copies;
 *   <li>where requests share a run: once more, row by row, into the run's own buffer or array. The
 *       rows of one that is split stay where they lie outside the heap, and are copied on it.
 * </ul>
 */
@NullMarked
package dev.slipway.inference.tensor;

import org.jspecify.annotations.NullMarked;
