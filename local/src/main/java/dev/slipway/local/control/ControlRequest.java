package dev.slipway.local.control;

import dev.slipway.local.services.ServiceName;

/** What a launcher can be asked to do. */
public sealed interface ControlRequest {
    record Status() implements ControlRequest {}

    record Stop(ServiceName service) implements ControlRequest {}

    record Start(ServiceName service) implements ControlRequest {}

    record Down() implements ControlRequest {}

    record Unknown(String reason) implements ControlRequest {}

    static ControlRequest parse(String line) {
        String[] words = line.strip().split(" ", 2);
        String argument = words.length > 1 ? words[1].strip() : "";
        return switch (words[0]) {
            case "status" -> new Status();
            case "down" -> new Down();
            case "stop" ->
                    ServiceName.ofWord(argument)
                            .<ControlRequest>map(Stop::new)
                            .orElseGet(() -> unknownService(argument));
            case "start" ->
                    ServiceName.ofWord(argument)
                            .<ControlRequest>map(Start::new)
                            .orElseGet(() -> unknownService(argument));
            default -> new Unknown("the launcher knows status, stop NAME, start NAME and down");
        };
    }

    private static ControlRequest unknownService(String name) {
        StringBuilder known = new StringBuilder();
        for (ServiceName service : ServiceName.values()) {
            known.append(known.isEmpty() ? "" : ", ").append(service.word());
        }
        return new Unknown("no service is called '" + name + "'; the names are " + known);
    }
}
