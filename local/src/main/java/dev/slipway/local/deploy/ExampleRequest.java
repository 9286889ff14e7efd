package dev.slipway.local.deploy;

import dev.slipway.local.deploy.PublicApi.InputShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A body of the Open Inference Protocol that fits a signature: zeros and one word for texts, one
 * row, and a size of choice wherever else the shape varies.
 */
public record ExampleRequest(String body, long values) {
    /**
     * The sizes to try where a shape varies, the smallest first: convolutions want a picture, and
     * some graphs a whole window of sound.
     */
    public static final List<Long> FREE_SIZES = List.of(1L, 32L, 512L);

    private static final long MOST_VALUES = 4_000_000;

    /**
     * Makes one.
     *
     * @param free the size of every dimension that varies, but the first ones
     * @throws ArithmeticException when it would be too large to be an example
     */
    public static ExampleRequest of(List<InputShape> inputs, long free) {
        List<String> parts = new ArrayList<>();
        long values = 0;
        for (InputShape input : inputs) {
            List<Long> shape = sized(input.shape(), free);
            long count = shape.stream().reduce(1L, Math::multiplyExact);
            values = Math.addExact(values, count);
            if (values > MOST_VALUES) {
                throw new ArithmeticException("too many values for an example");
            }
            parts.add(
                    "{\"name\":%s,\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}"
                            .formatted(
                                    quoted(input.name()),
                                    input.datatype(),
                                    shape.toString().replace(" ", ""),
                                    data(input.datatype(), Math.toIntExact(count))));
        }
        return new ExampleRequest("{\"inputs\":[" + String.join(",", parts) + "]}", values);
    }

    private static List<Long> sized(List<Long> shape, long free) {
        List<Long> sized = new ArrayList<>();
        for (long size : shape) {
            long chosen = sized.isEmpty() ? 1 : free;
            sized.add(size < 0 ? chosen : size);
        }
        return sized;
    }

    private static String data(String datatype, int count) {
        String value =
                switch (datatype) {
                    case "BOOL" -> "false";
                    case "BYTES" -> "\"hello\"";
                    default -> "0";
                };
        return "[" + String.join(",", Collections.nCopies(count, value)) + "]";
    }

    /** A name as JSON; exporters take nearly anything. */
    private static String quoted(String name) {
        StringBuilder text = new StringBuilder("\"");
        name.chars()
                .forEach(one -> {
                    if (one == '"' || one == '\\') {
                        text.append('\\').append((char) one);
                    } else if (one < ' ') {
                        text.append("\\u%04x".formatted(one));
                    } else {
                        text.append((char) one);
                    }
                });
        return text.append('"').toString();
    }
}
