package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;

/** What refusals must look like. */
final class Problems {
    private Problems() {}

    static JsonNode assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        JsonNode problem = RunningRegistry.JSON.readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("detail").asString()).endsWith(".");
        return problem;
    }

    static JsonNode assertDone(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body().isEmpty()
                ? RunningRegistry.JSON.nullNode()
                : RunningRegistry.JSON.readTree(answer.body());
    }

    static String etag(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("ETag")).as(answer.body()).isPresent();
        return answer.headers().firstValue("ETag").orElseThrow();
    }
}
