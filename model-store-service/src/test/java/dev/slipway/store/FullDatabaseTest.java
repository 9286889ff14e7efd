package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.StoreClient.Answer;
import dev.slipway.store.StoreClient.Parts;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database whose disk is full takes no rows; what is kept is read on. */
class FullDatabaseTest {
    private static final Random RANDOM = new Random(17);
    private static final String[] TABLES = {"uploads", "objects", "artefacts", "artefact_uses"};

    private final StorePlatform platform = StorePlatform.settled();
    private final StoreClient client = platform.client();

    private static Parts fresh() {
        return StoreClient.parts()
                .file("model.onnx", OnnxBytes.adder(RANDOM.nextFloat(), RANDOM.nextFloat()));
    }

    private void fill(String table) {
        sql(
                """
                create or replace function store.no_room() returns trigger language plpgsql as $$
                begin
                  raise exception 'could not extend file "base/5/16384"'
                    using errcode = 'disk_full', hint = 'Check free disk space.';
                end $$
                """);
        sql(
                "create trigger no_room before insert on store."
                        + table
                        + " for each row execute function store.no_room()");
    }

    @AfterEach
    void room() {
        for (String table : TABLES) {
            sql("drop trigger if exists no_room on store." + table);
        }
    }

    private void sql(String statement) {
        var _ = platform.database().sql(statement).update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploads", "objects", "artefacts", "artefact_uses"})
    void anUploadIs503AndLeavesNothingUntilThereIsRoom(String table) throws Exception {
        StorePlatform.Kept before = platform.kept();
        fill(table);

        Answer refused = client.upload("m", fresh());

        assertThat(refused.status()).as(refused.text()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("service_unavailable");
        assertThat(refused.headers()).containsKey("retry-after");
        assertThat(refused.text()).doesNotContain("extend file", "disk", "Exception", "store.");
        assertThat(platform.kept()).isEqualTo(before);

        room();

        assertThat(client.upload("m", fresh()).status()).isEqualTo(201);
    }

    @Test
    void whatIsKeptIsReadOn() throws Exception {
        byte[] model = OnnxBytes.adder(RANDOM.nextFloat(), 23);
        assertThat(client.upload("m", StoreClient.parts().file("model.onnx", model)).status())
                .isEqualTo(201);
        fill("uploads");

        assertThat(client.internal("/internal/v1/artefacts/" + UploadTest.sha256(model)).body())
                .isEqualTo(model);
    }
}
