package dev.slipway.inference.cost;

/**
 * What the time of a run depends on. Numbers below 1 count as 1.
 *
 * @param rows rows of the run
 * @param width what a row is measured by: its tokens with padding where the model reads text, else
 *     its elements over all inputs
 */
public record RunShape(int rows, int width) {}
