package dev.slipway.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionReaderTest {
    private static ModelPeek.Found peek(String json) {
        return ModelPeek.find(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsModelsAndPinsFromPaths() {
        assertThat(QuestionReader.read("POST", "/v2/models/m/infer"))
                .isEqualTo(
                        new Question.Relayed(
                                Dialect.OIP,
                                new ModelName("m", null),
                                Action.INFER,
                                Operation.INFER));
        assertThat(QuestionReader.read("POST", "/v2/models/m%403/infer"))
                .isEqualTo(
                        new Question.Relayed(
                                Dialect.OIP, new ModelName("m", 3), Action.INFER, Operation.INFER));
        assertThat(QuestionReader.read("GET", "/v2/models/m/versions/4"))
                .isEqualTo(
                        new Question.Relayed(
                                Dialect.OIP,
                                new ModelName("m", 4),
                                Action.READ,
                                Operation.METADATA));
        assertThat(QuestionReader.read("GET", "/v2/models/m/ready"))
                .isEqualTo(new Question.ModelReady(new ModelName("m", null)));
        assertThat(QuestionReader.read("POST", "/v1/embeddings"))
                .isEqualTo(
                        new Question.Relayed(
                                Dialect.OPENAI, null, Action.INFER, Operation.EMBEDDINGS));
        assertThat(QuestionReader.read("POST", "/v1/rerank"))
                .isEqualTo(
                        new Question.Relayed(Dialect.OPENAI, null, Action.INFER, Operation.RERANK));
    }

    @Test
    void readsWhatIsAskedOfTexts() {
        for (Operation operation :
                List.of(
                        Operation.EMBEDDINGS,
                        Operation.RERANK,
                        Operation.SIMILARITY,
                        Operation.CLASSIFY)) {
            String path = "/v1/" + operation.word();
            assertThat(QuestionReader.read("POST", path))
                    .isEqualTo(new Question.Relayed(Dialect.OPENAI, null, Action.INFER, operation));
            assertThat(QuestionReader.read("GET", path)).isInstanceOf(Question.Unknown.class);
            assertThat(QuestionReader.read("POST", path + "/x"))
                    .isInstanceOf(Question.Unknown.class);
        }
    }

    @Test
    void whatIsNotHereOfTritonsExtensionsIsAnUnknownPath() {
        for (String path :
                List.of(
                        "/v2/models/m/generate",
                        "/v2/models/m/versions/4/generate_stream",
                        "/v2/models/m/trace/setting",
                        "/v2/trace/setting",
                        "/v2/logging",
                        "/v2/systemsharedmemory/status",
                        "/v2/cudasharedmemory/region/r/register")) {
            for (String method : List.of("GET", "POST")) {
                assertThat(QuestionReader.read(method, path))
                        .as(path)
                        .isInstanceOfSatisfying(
                                Question.Unknown.class,
                                unknown -> {
                                    assertThat(unknown.dialect()).isEqualTo(Dialect.OIP);
                                    assertThat(unknown.refusal().code())
                                            .isEqualTo(ErrorCode.PATH_NOT_FOUND);
                                });
            }
        }
    }

    @Test
    void readsWhoseStatisticsAreAsked() {
        assertThat(QuestionReader.read("GET", "/v2/models/stats"))
                .isEqualTo(new Question.Statistics(null));
        assertThat(QuestionReader.read("GET", "/v2/models/m/stats"))
                .isEqualTo(new Question.Statistics(new ModelName("m", null)));
        assertThat(QuestionReader.read("GET", "/v2/models/m/versions/4/stats"))
                .isEqualTo(new Question.Statistics(new ModelName("m", 4)));
        assertThat(QuestionReader.read("GET", "/v2/models/stats/versions/1"))
                .isEqualTo(
                        new Question.Relayed(
                                Dialect.OIP,
                                new ModelName("stats", 1),
                                Action.READ,
                                Operation.METADATA));
        assertThat(QuestionReader.read("POST", "/v2/models/m/stats"))
                .isInstanceOf(Question.Unknown.class);
    }

    @Test
    void readsWhoseConfigurationIsAsked() {
        assertThat(QuestionReader.read("GET", "/v2/models/m/config"))
                .isEqualTo(configuration(new ModelName("m", null)));
        assertThat(QuestionReader.read("GET", "/v2/models/m/versions/4/config"))
                .isEqualTo(configuration(new ModelName("m", 4)));
        assertThat(QuestionReader.read("POST", "/v2/models/m/config"))
                .isInstanceOf(Question.Unknown.class);
    }

    private static Question configuration(ModelName model) {
        return new Question.Relayed(Dialect.OIP, model, Action.READ, Operation.CONFIGURATION);
    }

    @Test
    void theIndexIsAskedWithABody() {
        assertThat(QuestionReader.read("POST", "/v2/repository/index"))
                .isEqualTo(new Question.RepositoryIndex());
        assertThat(QuestionReader.read("GET", "/v2/repository/index"))
                .isInstanceOf(Question.Unknown.class);
    }

    @Test
    void readsWhatIsToBeLoadedOrUnloaded() {
        assertThat(QuestionReader.read("POST", "/v2/repository/models/m/load"))
                .isEqualTo(new Question.Residence(new ModelName("m", null), Operation.LOAD));
        assertThat(QuestionReader.read("POST", "/v2/repository/models/m%403/unload"))
                .isEqualTo(new Question.Residence(new ModelName("m", 3), Operation.UNLOAD));
        for (String path :
                List.of(
                        "/v2/repository/models/m/reload",
                        "/v2/repository/models/m",
                        "/v2/repository/models/m/load/x",
                        "/v2/repository/models/-/load",
                        "/v2/repository/m/load")) {
            assertThat(QuestionReader.read("POST", path))
                    .as(path)
                    .isInstanceOf(Question.Unknown.class);
        }
        assertThat(QuestionReader.read("GET", "/v2/repository/models/m/load"))
                .isInstanceOf(Question.Unknown.class);
    }

    @Test
    void pathsThatAreNotServedAreUnknown() {
        for (String path :
                new String[] {"/", "/v2x", "/v2/models", "/v2/models/m/infer/x", "/v1/x", "/v3"}) {
            assertThat(QuestionReader.read("GET", path))
                    .as(path)
                    .isInstanceOf(Question.Unknown.class);
        }
    }

    @Test
    void findsTheModelWhereverItStands() {
        assertThat(peek(" {\"model\" : \"a@2\"}")).isEqualTo(new ModelPeek.Found.Name("a@2"));
        assertThat(
                        peek(
                                "{\"input\":[\"}\\\"\",{\"model\":\"no\"},[[]],-1.5e3,null,true],"
                                        + "\"model\":\"yes\""))
                .isEqualTo(new ModelPeek.Found.Name("yes"));
        assertThat(peek("{\"mod\\u0065l\":\"\\u0061\\n\"}"))
                .isEqualTo(new ModelPeek.Found.Name("a\n"));
    }

    @Test
    void saysWhatIsWrongWithTheModel() {
        assertThat(peek("{}")).isEqualTo(new ModelPeek.Found.Absent());
        assertThat(peek("{\"a\":1}")).isEqualTo(new ModelPeek.Found.Absent());
        assertThat(peek("{\"model\":1}")).isEqualTo(new ModelPeek.Found.NotText());
        for (String broken :
                new String[] {
                    "",
                    "[",
                    "{",
                    "{\"a\"",
                    "{\"a\":",
                    "{a:1}",
                    "{\"a\":1",
                    "{\"model\":\"m",
                    "{\"a\":]}",
                    "{\"a\":,}",
                    "{\"\\"
                }) {
            assertThat(peek(broken)).as(broken).isEqualTo(new ModelPeek.Found.Broken());
        }
    }

    @Test
    void namesHaveOneForm() {
        assertThat(ModelName.parse("a.b-c_1@12")).contains(new ModelName("a.b-c_1", 12));
        for (String wrong :
                new String[] {
                    "", "A", "-a", "a@", "a@0", "a@X", "a@-x", "a@3x", "a@x_y", "a@1@2", "a/b", "é"
                }) {
            assertThat(ModelName.parse(wrong)).as(wrong).isEmpty();
        }
        assertThat(ModelName.parse("a@" + "x".repeat(64))).isEmpty();
    }

    @Test
    void anAliasStandsBehindTheNameAndANumberBesideItWins() {
        ModelName champion = new ModelName("m", null, "champion-2");
        assertThat(ModelName.parse("m@champion-2")).contains(champion);
        assertThat(ModelName.parse(champion.toString())).contains(champion);
        assertThat(QuestionReader.read("POST", "/v2/models/m%40champion-2/infer"))
                .isEqualTo(
                        new Question.Relayed(Dialect.OIP, champion, Action.INFER, Operation.INFER));
        assertThat(QuestionReader.read("GET", "/v2/models/m@champion-2/ready"))
                .isEqualTo(new Question.ModelReady(champion));
        assertThat(QuestionReader.read("GET", "/v2/models/m@champion-2/versions/4"))
                .isEqualTo(
                        new Question.Relayed(
                                Dialect.OIP,
                                new ModelName("m", 4),
                                Action.READ,
                                Operation.METADATA));
    }

    @Test
    void readsTheTimeAllowed() {
        assertThat(TimeAllowed.read(null)).isEqualTo(new TimeAllowed.Default());
        assertThat(TimeAllowed.read("250")).isEqualTo(new TimeAllowed.Given(250));
        assertThat(TimeAllowed.read("99999999999"))
                .isEqualTo(new TimeAllowed.Given(TimeAllowed.LONGEST_MS));
        assertThat(TimeAllowed.read("9".repeat(40)))
                .isEqualTo(new TimeAllowed.Given(TimeAllowed.LONGEST_MS));
        for (String wrong :
                new String[] {"0", "-1", "-" + "9".repeat(40), "+1", "1e3", "1.5", "soon", ""}) {
            assertThat(TimeAllowed.read(wrong)).as(wrong).isInstanceOf(TimeAllowed.Wrong.class);
        }
    }

    private static TimeAllowed timeout(String json) {
        return TimeoutPeek.find(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsTheTimeoutParameter() {
        assertThat(
                        timeout(
                                "{\"inputs\":[{\"a\":1}],"
                                        + "\"parameters\":{\"x\":[],\"timeout\": 2500 }}"))
                .isEqualTo(new TimeAllowed.Given(3));
        assertThat(timeout("{\"parameters\":{\"timeout\":1}}")).isEqualTo(new TimeAllowed.Given(1));
        assertThat(timeout("{\"parameters\":{\"timeout\":99999999999999999999}}"))
                .isEqualTo(new TimeAllowed.Given(TimeAllowed.LONGEST_MS));
        for (String none :
                new String[] {
                    "",
                    "[]",
                    "{\"timeout\":5}",
                    "{\"inputs\":[{\"parameters\":{\"timeout\":5}}]}",
                    "{\"parameters\":{\"a\":{\"timeout\":5}}}",
                    "{\"parameters\":[\"timeout\",5]}"
                }) {
            assertThat(timeout(none)).as(none).isEqualTo(new TimeAllowed.Default());
        }
        for (String wrong :
                new String[] {"0", "-1", "+1", "1.0", "1e3", "\"5\"", "true", "[5]", ""}) {
            assertThat(timeout("{\"parameters\":{\"timeout\":" + wrong + "}}"))
                    .as(wrong)
                    .isInstanceOf(TimeAllowed.Wrong.class);
        }
    }

    @Test
    void theShorterOfTwoTimesCounts() {
        TimeAllowed none = new TimeAllowed.Default();
        TimeAllowed two = new TimeAllowed.Given(2);
        TimeAllowed three = new TimeAllowed.Given(3);
        TimeAllowed wrong = TimeAllowed.read("0");
        assertThat(none.and(three)).isEqualTo(three);
        assertThat(three.and(none)).isEqualTo(three);
        assertThat(three.and(two)).isEqualTo(two);
        assertThat(two.and(three)).isEqualTo(two);
        assertThat(wrong.and(two)).isEqualTo(wrong);
        assertThat(two.and(wrong)).isEqualTo(wrong);
    }
}
