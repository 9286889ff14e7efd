import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What one measurement shall be: {@code key=value} words on a line. */
final class Words {
    private final Map<String, String> values = new HashMap<>();

    private Words(String line) {
        for (String word : line.strip().split(" ")) {
            String[] parts = word.split("=", 2);
            values.put(parts[0], parts[1]);
        }
    }

    /** Measures, and reports in one line of JSON. */
    interface Measurement {
        String report(Words words) throws IOException;
    }

    /** Answers each line of the standard input with a report, until that ends. */
    static void answer(Measurement measurement) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(measurement.report(new Words(line)));
            System.out.flush();
        }
    }

    String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the line does not say " + key);
        }
        return value;
    }

    String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    long nanos(String key) {
        return (long) (Double.parseDouble(text(key)) * 1e9);
    }
}
