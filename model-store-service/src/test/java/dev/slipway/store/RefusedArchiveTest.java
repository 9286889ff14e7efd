package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.StoreClient.Answer;
import dev.slipway.store.StoreClient.Parts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever archive, or model of another framework, is refused leaves nothing behind. */
class RefusedArchiveTest {
    private static final byte[] MODEL = OnnxBytes.adder(1, 1);

    private final StorePlatform platform = StorePlatform.shared();
    private final StoreClient client = platform.client();
    private final StorePlatform.Kept before;

    RefusedArchiveTest() throws Exception {
        before = platform.kept();
    }

    @AfterEach
    void nothingStayed() throws Exception {
        assertThat(platform.kept()).isEqualTo(before);
    }

    private void refused(Parts parts, String... words) throws Exception {
        Answer answer = client.upload("bad", parts);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_package");
        assertThat(answer.detail()).contains(words);
        assertThat(answer.text()).doesNotContain("Exception", "dev.slipway", "org.apache");
    }

    private static Parts part(String name, byte[] bytes) {
        return StoreClient.parts().file(name, bytes);
    }

    @Test
    void anArchiveBesideAnotherPartIsRefused() throws Exception {
        byte[] zip = ArchiveBytes.zipOf("model.onnx", MODEL);
        refused(part("a.zip", zip).file("tokenizer.json", "{}"), "'a.zip'", "alone");
        refused(part("model.onnx", MODEL).file("a.zip", zip), "'a.zip'", "alone");
        byte[] tar = ArchiveBytes.tarOf("model.onnx", MODEL);
        refused(part("a.tar", tar).file("b.tar", tar), "'a.tar'", "alone");
    }

    @Test
    void anEmptyArchiveIsRefused() throws Exception {
        refused(part("a.zip", ArchiveBytes.zip(zip -> {})), "'a.zip' holds no files");
        byte[] tar = ArchiveBytes.tar(archive -> {});
        refused(part("a.tar", tar), "'a.tar' holds no files");
        refused(part("a.tgz", ArchiveBytes.gzip(tar)), "'a.tgz' holds no files");
        refused(part("a.zip", ArchiveBytes.zipOf(".DS_Store", new byte[1])), "holds no files");
        refused(part("a.zip", new byte[0]), "named like an archive");
    }

    @Test
    void anEntryThatLeavesThePackageOrIsALinkIsRefused() throws Exception {
        refused(part("a.zip", ArchiveBytes.zipOf("../../m.onnx", MODEL)), "'../../m.onnx'");
        refused(part("a.tar", ArchiveBytes.tarOf("/etc/m.onnx", MODEL)), "'/etc/m.onnx'");
        refused(
                part("a.tgz", ArchiveBytes.gzip(ArchiveBytes.tarOf("l", TarConstants.LF_SYMLINK))),
                "'l'",
                "symbolic link");
    }

    @Test
    void entriesOfOneNameOrOfNamesThatDifferOnlyInCaseAreRefused() throws Exception {
        byte[] twice =
                ArchiveBytes.tar(tar -> {
                    ArchiveBytes.add(tar, "m/model.onnx", MODEL);
                    ArchiveBytes.add(tar, "m/model.onnx", MODEL);
                });
        refused(part("a.tar", twice), "two files are named 'm/model.onnx'");
        byte[] cases =
                ArchiveBytes.zip(zip -> {
                    ArchiveBytes.add(zip, "m/model.onnx", MODEL);
                    ArchiveBytes.add(zip, "m/Model.onnx", MODEL);
                });
        refused(part("a.zip", cases), "'m/model.onnx' and 'm/Model.onnx'", "lower case");
    }

    @Test
    void moreFilesThanTheBoundAreRefused() throws Exception {
        byte[] many =
                ArchiveBytes.zip(zip -> {
                    for (int i = 0; i < 21; i++) {
                        ArchiveBytes.add(zip, "f" + i, new byte[] {(byte) i});
                    }
                });
        refused(part("a.zip", many), "more than 20 files");
    }

    @Test
    void aDamagedOrEncryptedArchiveIsRefusedAlsoAfterItsFirstFile() throws Exception {
        byte[] tar =
                ArchiveBytes.tar(archive -> {
                    ArchiveBytes.add(archive, "model.onnx", MODEL);
                    ArchiveBytes.add(archive, "b", new byte[5000]);
                });
        refused(part("a.tar", Arrays.copyOf(tar, 4000)), "'a.tar'", "cut off");
        byte[] zip = ArchiveBytes.zipOf("model.onnx", MODEL);
        refused(part("a.zip", Arrays.copyOf(zip, zip.length - 10)), "'a.zip'", "cut off");
        refused(part("a.zip", ArchiveBytes.inTable(zip, 8, 1)), "'model.onnx'", "encrypted");
    }

    @Test
    void anArchiveWithoutAGraphSaysWhatToExport() throws Exception {
        byte[] pickle = {(byte) 0x80, 4, (byte) 0x95, 0, 0, 0, 0, 0, 0, 0, 0, '}', '.'};
        refused(
                part("a.zip", ArchiveBytes.zipOf("m/model.pkl", pickle)),
                "'model.pkl'",
                "skl2onnx");
        refused(
                part(
                        "a.tar",
                        ArchiveBytes.tarOf("inner.zip", "PK".getBytes(StandardCharsets.US_ASCII))),
                "archive 'inner.zip'");
    }

    @Test
    void aModelOfAnotherFrameworkIsRefusedByItsBytesWithTheWayToExportIt() throws Exception {
        byte[] pickle = {(byte) 0x80, 4, (byte) 0x95, 0, 0, 0, 0, 0, 0, 0, 0, '}', '.'};
        refused(StoreClient.parts().file("model.pkl", pickle), "'model.pkl'", "skl2onnx");
        refused(StoreClient.parts().file("model.onnx", pickle), "'model.onnx'", "pickle");
        refused(StoreClient.parts().file("model.joblib", "x"), "'model.joblib'");
        byte[] torch = ArchiveBytes.zipOf("archive/data.pkl", pickle);
        refused(StoreClient.parts().file("model.pt", torch), "torch.onnx.export");
        refused(
                StoreClient.parts().file("config.json", "{}").file("pytorch_model.bin", torch),
                "'pytorch_model.bin'",
                "torch.onnx.export");
        refused(
                StoreClient.parts()
                        .file(
                                "model.safetensors",
                                "\u0010\0\0\0\0\0\0\0{\"w\":{\"dtype\":\"F32\"}}"),
                "safetensors",
                "optimum-cli");
    }
}
