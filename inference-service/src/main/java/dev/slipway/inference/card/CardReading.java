package dev.slipway.inference.card;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a card is and does at a moment.
 *
 * @param index its number as {@code nvidia-smi} counts them
 * @param name as its maker calls it
 * @param capability CUDA's compute capability, such as {@code 9.0}
 * @param totalBytes of its memory; empty where it does not tell
 * @param usedBytes of that, whoever uses them; empty where it does not tell
 * @param utilisation share of the time in which it computed, from 0 to 1; empty where it does not
 *     tell
 */
public record CardReading(
        int index,
        String name,
        String capability,
        OptionalLong totalBytes,
        OptionalLong usedBytes,
        OptionalDouble utilisation) {}
