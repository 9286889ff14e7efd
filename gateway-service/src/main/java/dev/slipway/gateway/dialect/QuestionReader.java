package dev.slipway.gateway.dialect;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads a request's method and path. */
public final class QuestionReader {
    private static final String MODELS = "models";
    private static final String STATISTICS = "stats";

    /** As in Triton: a model of this name tells of itself below {@code /versions/}. */
    private static final List<String> ALL_STATISTICS = List.of(MODELS, STATISTICS);

    private static final String REPOSITORY = "repository";
    private static final List<String> INDEX = List.of(REPOSITORY, "index");

    private QuestionReader() {}

    /** The path is as it came on the wire, without the query. */
    public static Question read(String method, String rawPath) {
        if (isUnder(rawPath, "/v2")) {
            return openInference(method, segments(rawPath.substring(3)));
        }
        if (isUnder(rawPath, "/v1")) {
            return openAi(method, segments(rawPath.substring(3)));
        }
        return unknownPath(Dialect.PLAIN);
    }

    private static boolean isUnder(String path, String root) {
        return path.startsWith(root)
                && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    private static List<String> segments(String path) {
        return path.isEmpty() || path.equals("/")
                ? List.of()
                : List.of(path.substring(1).split("/", -1));
    }

    private static Question openAi(String method, List<String> path) {
        return switch (path.isEmpty() ? "" : path.getFirst()) {
            case "embeddings" -> ofTexts(method, path, Operation.EMBEDDINGS);
            case "rerank" -> ofTexts(method, path, Operation.RERANK);
            case "similarity" -> ofTexts(method, path, Operation.SIMILARITY);
            case "classify" -> ofTexts(method, path, Operation.CLASSIFY);
            case MODELS ->
                    path.size() > 2
                            ? unknownPath(Dialect.OPENAI)
                            : !method.equals("GET")
                                    ? wrongMethod(Dialect.OPENAI, "GET")
                                    : path.size() == 1
                                            ? new Question.ModelList()
                                            : new Question.ModelEntry(decoded(path.get(1)));
            default -> unknownPath(Dialect.OPENAI);
        };
    }

    private static Question ofTexts(String method, List<String> path, Operation operation) {
        if (path.size() != 1) {
            return unknownPath(Dialect.OPENAI);
        }
        return method.equals("POST")
                ? new Question.Relayed(Dialect.OPENAI, null, Action.INFER, operation)
                : wrongMethod(Dialect.OPENAI, "POST");
    }

    private static Question openInference(String method, List<String> path) {
        if (path.isEmpty()) {
            return get(method, new Question.ServerMetadata());
        }
        if (path.getFirst().equals("health") && path.size() == 2) {
            return switch (path.get(1)) {
                case "live" -> get(method, new Question.ServerHealth(false));
                case "ready" -> get(method, new Question.ServerHealth(true));
                default -> unknownPath(Dialect.OIP);
            };
        }
        if (path.equals(INDEX)) {
            return method.equals("POST")
                    ? new Question.RepositoryIndex()
                    : wrongMethod(Dialect.OIP, "POST");
        }
        if (path.getFirst().equals(REPOSITORY) && path.size() == 4 && path.get(1).equals(MODELS)) {
            return ofRepository(method, path.get(2), path.get(3));
        }
        if (path.equals(ALL_STATISTICS)) {
            return get(method, new Question.Statistics(null));
        }
        if (!path.getFirst().equals(MODELS) || path.size() < 2) {
            return unknownPath(Dialect.OIP);
        }
        Optional<ModelName> model = ModelName.parse(decoded(path.get(1)));
        if (model.isEmpty()) {
            return noSuchModel(Dialect.OIP, decoded(path.get(1)));
        }
        if (path.size() >= 4 && path.get(2).equals("versions")) {
            Optional<ModelName> pinned = model.get().pinnedTo(decoded(path.get(3)));
            return pinned.isEmpty()
                    ? new Question.Unknown(Dialect.OIP, notANumber())
                    : ofModel(method, pinned.get(), path.subList(4, path.size()));
        }
        return ofModel(method, model.get(), path.subList(2, path.size()));
    }

    private static Question ofRepository(String method, String rawModel, String what) {
        if (!what.equals("load") && !what.equals("unload")) {
            return unknownPath(Dialect.OIP);
        }
        if (!method.equals("POST")) {
            return wrongMethod(Dialect.OIP, "POST");
        }
        String name = decoded(rawModel);
        Optional<ModelName> model = ModelName.parse(name);
        if (model.isEmpty()) {
            return noSuchModel(Dialect.OIP, name);
        }
        return new Question.Residence(
                model.get(), what.equals("load") ? Operation.LOAD : Operation.UNLOAD);
    }

    private static Question ofModel(String method, ModelName model, List<String> rest) {
        if (rest.isEmpty()) {
            return get(
                    method,
                    new Question.Relayed(Dialect.OIP, model, Action.READ, Operation.METADATA));
        }
        return switch (rest.size() == 1 ? rest.getFirst() : "") {
            case "ready" -> get(method, new Question.ModelReady(model));
            case STATISTICS -> get(method, new Question.Statistics(model));
            case "config" ->
                    get(
                            method,
                            new Question.Relayed(
                                    Dialect.OIP, model, Action.READ, Operation.CONFIGURATION));
            case "infer" ->
                    method.equals("POST")
                            ? new Question.Relayed(
                                    Dialect.OIP, model, Action.INFER, Operation.INFER)
                            : wrongMethod(Dialect.OIP, "POST");
            default -> unknownPath(Dialect.OIP);
        };
    }

    private static Question get(String method, Question question) {
        return method.equals("GET") ? question : wrongMethod(question.dialect(), "GET");
    }

    private static Question unknownPath(Dialect dialect) {
        String known =
                switch (dialect) {
                    case OIP -> "Ask /v2/models/{model}/infer, or /v2 for what is served.";
                    case OPENAI ->
                            "Ask /v1/embeddings, /v1/rerank, /v1/similarity, /v1/classify or"
                                    + " /v1/models.";
                    case PLAIN -> "Ask below /v1, /v2 or /admin/v1.";
                };
        return new Question.Unknown(
                dialect, Refusal.of(ErrorCode.PATH_NOT_FOUND, "Nothing is served here. " + known));
    }

    private static Question wrongMethod(Dialect dialect, String right) {
        return new Question.Unknown(
                dialect,
                Refusal.of(ErrorCode.METHOD_NOT_ALLOWED, "This path is asked with " + right + "."));
    }

    /** The answer to a name that no model can have. */
    public static Question.Unknown noSuchModel(Dialect dialect, String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return new Question.Unknown(
                dialect,
                Refusal.of(
                        ErrorCode.MODEL_NOT_FOUND,
                        "There is no model \""
                                + shown
                                + "\". GET /v1/models lists the models that are served."));
    }

    static Refusal notANumber() {
        return Refusal.of(
                ErrorCode.VERSION_NOT_FOUND, "A version is a number from 1 on, such as 3.");
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return segment;
        }
    }
}
