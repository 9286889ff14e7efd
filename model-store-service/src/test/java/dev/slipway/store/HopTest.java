package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.contract.Headers;
import dev.slipway.store.StoreClient.Answer;
import dev.slipway.store.StoreClient.Parts;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is found of an upload by the id that the gateway tells. */
class HopTest {
    private final StorePlatform platform = StorePlatform.settled();
    private final StoreClient client = platform.client();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.slipway");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    private List<String> linesOf(String id) {
        return lines.list.stream()
                .filter(line -> id.equals(line.getMDCPropertyMap().get("request_id")))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private Answer upload(String id, Parts parts) throws Exception {
        return client.send(
                client.uploadRequest("traced")
                        .header(Headers.REQUEST_ID, id)
                        .POST(BodyPublishers.ofByteArray(parts.body()))
                        .build());
    }

    @Test
    void anUploadIsFoundByItsIdHereAndAtTheRegistry() throws Exception {
        Answer answer =
                upload("upload-1", StoreClient.parts().file("model.onnx", OnnxBytes.adder(1, 2)));
        UUID uploadId = UUID.fromString(answer.json().path("upload_id").asString());
        assertThat(platform.registry.requestIds).containsEntry(uploadId, "upload-1");
        // A call of the registry that is tried again is a line besides.
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(linesOf("upload-1"))
                                .anyMatch(line -> line.startsWith("upload outcome=accepted"))
                                .contains(
                                        "POST /admin/v1/models/{model}/versions was answered 201"));
    }

    @Test
    void aRefusedUploadIsFoundByItsIdAndItsReason() throws Exception {
        upload("upload-2", StoreClient.parts().file("model.onnx", "hush"));
        Awaitility.await().until(() -> linesOf("upload-2").size() >= 2);
        assertThat(linesOf("upload-2"))
                .anyMatch(line ->
                        line.startsWith("POST /admin/v1/models/{model}/versions was answered 4"))
                .noneMatch(line -> line.contains("hush"));
    }
}
