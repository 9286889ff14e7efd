package dev.slipway.e2e.platform;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One scrape in the Prometheus text form.
 *
 * @param series value by name and labels as they stand in the text
 */
public record Metrics(Map<String, Double> series) {
    public static Metrics parse(String text) {
        Map<String, Double> series = new LinkedHashMap<>();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    int end = line.indexOf('}') + 1;
                    int space = line.indexOf(' ', end);
                    String value = line.substring(space + 1).strip().split(" ", 2)[0];
                    series.put(line.substring(0, space), number(value));
                });
        return new Metrics(series);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /**
     * The sum over all series of a name that carry these labels.
     *
     * @param labels of the form {@code name="value"}
     */
    public double sum(String name, String... labels) {
        double sum = 0;
        for (Map.Entry<String, Double> one : series.entrySet()) {
            if (matches(one.getKey(), name, labels)) {
                sum += one.getValue();
            }
        }
        return sum;
    }

    /** Whether there is any series of this name. */
    public boolean has(String name) {
        return series.keySet().stream().anyMatch(key -> matches(key, name));
    }

    private static boolean matches(String key, String name, String... labels) {
        if (!key.equals(name) && !key.startsWith(name + "{")) {
            return false;
        }
        for (String label : labels) {
            if (!key.contains(label)) {
                return false;
            }
        }
        return true;
    }
}
