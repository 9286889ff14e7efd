package dev.slipway.inference.engine;

/**
 * What an engine lacked of a card when it was to be made, in bytes.
 *
 * @param device the card's number as its provider counts them
 * @param needed what the engine may take there
 * @param free of the card's memory, beside what other engines may take
 * @param sentence one with the numbers, for people, and what they can do
 */
public record CardShortage(int device, long needed, long free, String sentence) {}
