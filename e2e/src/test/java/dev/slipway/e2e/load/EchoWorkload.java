package dev.slipway.e2e.load;

import dev.slipway.contract.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a model that is a different function of its body in each version, {@code factor * x +
 * offset}, so that no answer can be right by accident or belong to another request.
 *
 * @param functions by version number
 */
public record EchoWorkload(String model, String key, Map<Integer, Line> functions)
        implements Workload {
    private static final Pattern VERSION = Pattern.compile("\"model_version\":\\s*\"(\\d+)\"");
    private static final Pattern DATA =
            Pattern.compile("\"data\":\\s*\\[\\s*(-?\\d+(?:\\s*,\\s*-?\\d+)*)\\s*]");

    public EchoWorkload {
        functions = Map.copyOf(functions);
    }

    /** What one version computes. */
    public record Line(long factor, long offset) {
        long at(long x) {
            return factor * x + offset;
        }
    }

    @Override
    public byte[] request(long number) {
        long[] x = inputs(number);
        String body =
                "{\"id\":\"r"
                        + number
                        + "\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"INT64\","
                        + "\"data\":["
                        + x[0]
                        + ","
                        + x[1]
                        + ","
                        + x[2]
                        + "]}]}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v2/models/"
                        + model
                        + "/infer HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + bytes.length
                        + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + bytes.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(bytes, 0, whole, start.length, bytes.length);
        return whole;
    }

    static long[] inputs(long number) {
        return new long[] {number, number * 7919 + 13, -number * 31 - 5};
    }

    @Override
    public Verdict check(long number, Answer answer) {
        String text = answer.text();
        if (answer.status() != 200) {
            return new Verdict.Wrong("status " + answer.status() + ": " + text);
        }
        String header = answer.header(Headers.MODEL_VERSION).orElse("none");
        Matcher inBody = VERSION.matcher(text);
        if (!inBody.find() || !inBody.group(1).equals(header)) {
            return new Verdict.Wrong("version " + header + " in the head, but the body: " + text);
        }
        if (answer.header(Headers.REQUEST_ID).isEmpty()) {
            return new Verdict.Wrong("no " + Headers.REQUEST_ID);
        }
        if (!text.contains("\"r" + number + "\"")) {
            return new Verdict.Wrong("the id of another request: " + text);
        }
        Matcher data = DATA.matcher(text);
        if (!data.find()) {
            return new Verdict.Wrong("no flat data of numbers: " + text);
        }
        String[] words = data.group(1).split("\\s*,\\s*", -1);
        long[] values = Arrays.stream(words).mapToLong(Long::parseLong).toArray();
        return judge(number, Integer.parseInt(header), values);
    }

    /** What a version answered, against what it computes. */
    Verdict judge(long number, int version, long[] values) {
        Line function = functions.get(version);
        if (function == null) {
            return new Verdict.Wrong("version " + version + " was never asked for");
        }
        long[] wanted = Arrays.stream(inputs(number)).map(function::at).toArray();
        return Arrays.equals(values, wanted)
                ? new Verdict.Right(version)
                : new Verdict.Wrong(
                        "not what version " + version + " computes: " + Arrays.toString(values));
    }
}
