package dev.slipway.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people are told of refusals, held to what they get. */
class RefusalsPageTest {
    private static final Path DOCS = Path.of("..", "docs");

    /** A row of either table: the code, its status, and gRPC's word where there is a column. */
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_]+)` \\| ([0-9]+) \\| (?:([A-Z_]+) \\| )?[^|]+ \\|");

    private record Row(String code, int status, String rpc) {}

    @Test
    void eachCodeIsTherePreciselyOnce() throws IOException {
        assertThat(rows().stream().map(Row::code))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ErrorCode.values()).map(ErrorCode::wireName).toList());
    }

    @Test
    void theStatusesAreThoseThatAreSent() throws IOException {
        for (Row row : rows()) {
            ErrorCode code = ErrorCode.valueOf(row.code().toUpperCase(Locale.ROOT));
            assertThat(row.status())
                    .as(row.code())
                    .isEqualTo(ErrorForm.status(Refusal.of(code, "why")));
            if (!row.rpc().isEmpty()) {
                assertThat(row.rpc()).as(row.code()).isEqualTo(RpcCode.of(code).name());
            }
        }
    }

    @Test
    void whatTheGatewayCountsBesideCodesIsExplainedAtItsAlert() throws IOException {
        assertThat(Files.readAllLines(DOCS.resolve("operations.md")))
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("| `SlipwayRequestLost`")
                                .contains("`answer_broke_off`"));
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DOCS.resolve("refusals.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String rpc = row.group(3);
                rows.add(
                        new Row(
                                row.group(1),
                                Integer.parseInt(row.group(2)),
                                rpc == null ? "" : rpc));
            }
        }
        return rows;
    }
}
