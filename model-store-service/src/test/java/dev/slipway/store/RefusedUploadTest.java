package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.store.StoreClient.Answer;
import dev.slipway.store.StoreClient.Parts;
import dev.slipway.trust.Caller;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is refused leaves nothing behind. */
class RefusedUploadTest {
    private static final byte[] MODEL = OnnxBytes.adder(1, 1);

    private final StorePlatform platform = StorePlatform.settled();
    private final StoreClient client = platform.client();
    private StorePlatform.Kept before;

    RefusedUploadTest() throws Exception {
        before = platform.kept();
    }

    @BeforeEach
    void remember() throws Exception {
        before = platform.kept();
    }

    @AfterEach
    void nothingStayed() throws Exception {
        assertThat(platform.kept()).isEqualTo(before);
    }

    private void refused(Answer answer, int status, String code, String... words) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.headers().get("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("type").asString()).isEqualTo("about:blank");
        assertThat(answer.json().path("title").asString()).isNotEmpty();
        assertThat(answer.detail()).isNotEmpty();
        for (String word : words) {
            assertThat(answer.detail()).contains(word);
        }
        assertThat(answer.text()).doesNotContain("Exception", "dev.slipway", "127.0.0.1");
    }

    private void refusedPackage(Parts parts, String... words) throws Exception {
        refused(client.upload("bad", parts), 400, "invalid_package", words);
    }

    private void refusedModel(Parts parts, String... words) throws Exception {
        refused(client.upload("bad", parts), 422, "invalid_model", words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../model.onnx",
                "a/../../model.onnx",
                "/etc/model.onnx",
                "C:/model.onnx",
                "a//b.onnx",
                "./model.onnx",
                "folder/",
                "a\\model.onnx"
            })
    void aNameThatLeavesThePackageIsRefusedByName(String name) throws Exception {
        refusedPackage(StoreClient.parts().file(name, MODEL), "file name '" + name + "'");
    }

    @Test
    void aNameWithAControlCharacterOrTooLongASegmentIsRefused() throws Exception {
        refusedPackage(StoreClient.parts().file("a\u0000b.onnx", MODEL), "control character");
        refusedPackage(StoreClient.parts().file("x".repeat(256), MODEL), "255");
    }

    @Test
    void twoFilesOfOneNameAndAFileThatIsAFolderAreRefused() throws Exception {
        refusedPackage(
                StoreClient.parts().file("model.onnx", MODEL).file("model.onnx", MODEL),
                "two files are named 'model.onnx'");
        refusedPackage(
                StoreClient.parts().file("a", MODEL).file("a/b.onnx", MODEL), "file and a folder");
    }

    @Test
    void namesThatDifferOnlyInCaseAreRefused() throws Exception {
        refusedPackage(
                StoreClient.parts().file("model.onnx", MODEL).file("MODEL.onnx", MODEL),
                "'model.onnx' and 'MODEL.onnx'",
                "lower case");
        refusedPackage(
                StoreClient.parts().file("a/model.onnx", MODEL).file("A/x.txt", "x"),
                "folders 'a' and 'A'");
    }

    @Test
    void aPartOfAnotherNameOrWithoutAFilenameIsRefused() throws Exception {
        refusedPackage(
                StoreClient.parts().part("name=\"model\"; filename=\"model.onnx\"", MODEL),
                "'model'",
                "must be named file");
        refusedPackage(StoreClient.parts().part("name=\"file\"", MODEL), "is empty");
    }

    @Test
    void moreFilesThanTheBoundAreRefused() throws Exception {
        Parts parts = StoreClient.parts().file("model.onnx", MODEL);
        for (int i = 0; i < 20; i++) {
            parts.file("f" + i, "x");
        }
        refusedPackage(parts, "more than 20 files");
        Parts tenThousand = StoreClient.parts();
        for (int i = 0; i < 10_000; i++) {
            tenThousand.file("f" + i, "x");
        }
        refusedPackage(tenThousand, "more than 20 files");
        Parts hidden = StoreClient.parts().file("model.onnx", MODEL);
        for (int i = 0; i < 21; i++) {
            hidden.file(".h" + i, "x");
        }
        refusedPackage(hidden, "more than 20 files");
    }

    @Test
    void aBodyOverTheBoundIsRefusedAnnouncedOrChunked() throws Exception {
        byte[] big = new byte[(int) StorePlatform.MAX_BYTES];
        Parts announced = StoreClient.parts().file("model.onnx", big);
        refused(client.upload("bad", announced), 413, "body_too_large", "larger than");
        byte[] body = StoreClient.parts().file("model.onnx", big).body();
        refused(
                client.send(
                        client.uploadRequest("bad")
                                .POST(
                                        BodyPublishers.fromPublisher(
                                                BodyPublishers.ofByteArray(body)))
                                .build()),
                413,
                "body_too_large",
                "larger than");
    }

    @Test
    void aBodyThatIsNoFormIsRefused() throws Exception {
        refused(
                client.send(
                        client.uploadRequest("bad")
                                .setHeader("Content-Type", "application/octet-stream")
                                .POST(BodyPublishers.ofByteArray(MODEL))
                                .build()),
                415,
                "unsupported_media_type",
                "curl -F");
        refused(
                client.send(
                        client.uploadRequest("bad")
                                .setHeader("Content-Type", "multipart/form-data")
                                .POST(BodyPublishers.ofByteArray(MODEL))
                                .build()),
                400,
                "invalid_package",
                "boundary");
        refused(
                client.send(
                        client.uploadRequest("bad")
                                .POST(BodyPublishers.ofByteArray(MODEL))
                                .build()),
                400,
                "invalid_package",
                "no parts");
        refusedPackage(StoreClient.parts(), "has no parts");
    }

    @Test
    void aBodyWithoutItsLastBoundaryIsRefused() throws Exception {
        byte[] body = StoreClient.parts().file("model.onnx", MODEL).body();
        refused(
                client.send(
                        client.uploadRequest("bad")
                                .POST(
                                        BodyPublishers.ofByteArray(
                                                Arrays.copyOf(body, body.length - 40)))
                                .build()),
                400,
                "invalid_package",
                "ends before");
    }

    @Test
    void whatIsNoOnnxOrCutOffIsRefused() throws Exception {
        refusedModel(StoreClient.parts().file("model.onnx", "hello, I am no model"), "ONNX");
        refusedModel(StoreClient.parts().file("model.onnx", ""), "not an ONNX model");
        refusedModel(
                StoreClient.parts().file("model.onnx", Arrays.copyOf(MODEL, MODEL.length - 8)),
                "cut off");
    }

    @Test
    void aPackageWithoutOneClearModelIsRefused() throws Exception {
        refusedPackage(StoreClient.parts().file("config.json", "{}"), "no .onnx file");
        refusedPackage(StoreClient.parts().file("model.zip", "PK"), "archive");
        refusedPackage(
                StoreClient.parts().file("a.onnx", MODEL).file("b.onnx", MODEL),
                "2 .onnx files",
                "'a.onnx', 'b.onnx'",
                "filename=model.onnx");
        refusedPackage(
                StoreClient.parts()
                        .file("model.onnx", MODEL)
                        .file("slipway.yaml", "model_file: onnx/other.onnx"),
                "'onnx/other.onnx' is not in the package",
                "'model.onnx'");
    }

    @Test
    void missingShortAndOutsideExternalDataAreRefused() throws Exception {
        refusedPackage(
                StoreClient.parts().file("onnx/model.onnx", external("model.onnx_data")),
                "-F 'file=@model.onnx_data;filename=onnx/model.onnx_data'");
        refusedModel(
                StoreClient.parts()
                        .file("model.onnx", external("w.bin"))
                        .file("w.bin", new byte[10]),
                "has 10 bytes",
                "reads 1008");
        refusedModel(StoreClient.parts().file("model.onnx", external("../w.bin")), "'../w.bin'");
        refusedModel(StoreClient.parts().file("model.onnx", external("/etc/w")), "'/etc/w'");
    }

    private static byte[] external(String location) {
        return OnnxBytes.model(
                        OnnxBytes.adderGraph(OnnxBytes.externalTensor("w", location, 1000, 8)))
                .toBytes();
    }

    @Test
    void aDeclarationThatSaysWhatItMustNotIsRefused() throws Exception {
        refusedPackage(
                StoreClient.parts()
                        .file("model.onnx", MODEL)
                        .file("slipway.yaml", "max_batchsize: 4"),
                "unknown key 'max_batchsize'",
                "max_batch_size");
        refusedPackage(
                StoreClient.parts()
                        .file("model.onnx", MODEL)
                        .file("slipway.yaml", "#".repeat(70_000)),
                "larger than");
    }

    @Test
    void aCallerWithoutTheGrantIsRefusedBeforeItsBodyIsRead() throws Exception {
        Caller reader =
                new Caller(
                        "key:reader",
                        "tenant-1",
                        List.of(new Grant("*", Action.READ), new Grant("other*", Action.DEPLOY)));
        refused(
                client.as(StorePlatform.SEAL.seal(reader))
                        .upload("bad", StoreClient.parts().file("model.onnx", MODEL)),
                403,
                "forbidden",
                "'bad'");
        refused(
                client.as("forged.00").upload("bad", StoreClient.parts().file("m", MODEL)),
                401,
                "unauthenticated");
        refused(
                client.as("").upload("bad", StoreClient.parts().file("m", MODEL)),
                401,
                "unauthenticated");
    }

    @Test
    void aModelNameOutsideItsRulesIsRefused() throws Exception {
        refused(
                client.upload("Bad", StoreClient.parts().file("model.onnx", MODEL)),
                400,
                "invalid_request",
                "lower-case");
    }
}
