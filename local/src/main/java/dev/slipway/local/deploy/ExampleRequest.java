package dev.slipway.local.deploy;

import dev.slipway.local.deploy.PublicApi.InputShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A body of the Open Inference Protocol that fits a signature: zeros, one wherever it varies. */
public record ExampleRequest(String body, long values) {

    public static ExampleRequest of(List<InputShape> inputs) {
        List<String> parts = new ArrayList<>();
        long values = 0;
        for (InputShape input : inputs) {
            List<Long> shape = input.shape().stream().map(size -> size < 0 ? 1 : size).toList();
            long count = shape.stream().reduce(1L, Math::multiplyExact);
            values += count;
            parts.add(
                    "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}"
                            .formatted(
                                    input.name(),
                                    input.datatype(),
                                    shape.toString().replace(" ", ""),
                                    data(input.datatype(), Math.toIntExact(count))));
        }
        return new ExampleRequest("{\"inputs\":[" + String.join(",", parts) + "]}", values);
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
}
