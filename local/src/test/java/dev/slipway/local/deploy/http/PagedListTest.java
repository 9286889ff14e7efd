package dev.slipway.local.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PagedListTest {
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<String> asked = new ArrayList<>();

    @Test
    void anEmptyListIsOnePage() throws Exception {
        assertThat(PagedList.of("/things", path -> page(path, "{\"items\":[]}"))).isEmpty();
        assertThat(asked).containsExactly("/things");
    }

    @Test
    void aListWithoutAnEndIsGivenUp() {
        String endless = "{\"items\":[1],\"next_page_token\":\"again\"}";
        assertThatThrownBy(() -> PagedList.of("/things", path -> page(path, endless)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the list /things has more than 1000 pages and was not read to its end");
        assertThat(asked)
                .hasSize(PagedList.MOST_PAGES)
                .last()
                .isEqualTo("/things?page_token=again");
    }

    private JsonNode page(String path, String answer) {
        asked.add(path);
        return json.readTree(answer);
    }
}
