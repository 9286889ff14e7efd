package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the platform answers: a tree, or its sentence of why not. */
final class AnswerReader {
    private final JsonMapper json;

    AnswerReader(JsonMapper json) {
        this.json = json;
    }

    JsonNode read(HttpResponse<String> response) throws ApiRefusal {
        JsonNode answer = parse(response.body());
        if (response.statusCode() >= 300) {
            throw new ApiRefusal(
                    response.statusCode(),
                    answer.path("code").asString(""),
                    reason(answer, response.statusCode()));
        }
        return answer;
    }

    private JsonNode parse(String body) {
        try {
            return body.isBlank() ? json.createObjectNode() : json.readTree(body);
        } catch (JacksonException notJson) {
            return json.createObjectNode();
        }
    }

    private static String reason(JsonNode answer, int status) {
        for (JsonNode text :
                List.of(
                        answer.path("detail"),
                        answer.path("error").path("message"),
                        answer.path("error"),
                        answer.path("message"))) {
            if (text.isString()) {
                return text.asString();
            }
        }
        return "the platform answered with status " + status;
    }
}
