package dev.slipway.inference.dialect.openai.json;

import static dev.slipway.inference.dialect.openai.json.RequestBody.invalid;

import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest.Input;
import dev.slipway.inference.refusal.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads {@code input}: a text, a list of texts, and where they are allowed ids or lists of ids. */
final class EmbeddingInputs {
    private static final String INPUT = "input";

    private final RequestBody body;
    private final boolean allowTokenIds;
    private int ids;

    EmbeddingInputs(RequestBody body, boolean allowTokenIds) {
        this.body = body;
        this.allowTokenIds = allowTokenIds;
    }

    Input read() {
        if (body.isText()) {
            return new Input.Texts(List.of(text(0)));
        }
        if (!body.isList()) {
            throw notInput();
        }
        if (!body.nextElement()) {
            throw invalid(INPUT, "'input' must not be an empty list; send at least one text");
        }
        if (body.isText()) {
            return texts();
        }
        if (!body.isNumber() && !body.isList()) {
            throw notInput();
        }
        if (!allowTokenIds) {
            throw invalid(
                    INPUT,
                    "'input' holds token ids, which this deployment does not take; send texts"
                            + " (LangChain: check_embedding_ctx_length=False), or let the"
                            + " deployment's setting allow_token_ids be true");
        }
        return body.isNumber() ? new Input.TokenIds(List.of(restOfIds("'input'"))) : idLists();
    }

    private static RefusedException notInput() {
        return invalid(INPUT, "'input' must be a text or a list of texts");
    }

    private Input texts() {
        List<String> texts = new ArrayList<>();
        do {
            if (!body.isText()) {
                throw invalid(
                        INPUT,
                        "element "
                                + texts.size()
                                + " of 'input' is no text while those before it are; send texts"
                                + " only");
            }
            bound(texts.size());
            texts.add(text(texts.size()));
        } while (body.nextElement());
        return new Input.Texts(texts);
    }

    private String text(int at) {
        String text = body.text();
        if (text.isEmpty()) {
            throw invalid(
                    INPUT,
                    "text " + at + " of 'input' is empty; leave it out or send at least a word");
        }
        return text;
    }

    private static void bound(int size) {
        if (size == EmbeddingsCodec.MOST_INPUTS) {
            throw invalid(
                    INPUT,
                    "'input' has more than "
                            + EmbeddingsCodec.MOST_INPUTS
                            + " elements; send them in several requests");
        }
    }

    private Input idLists() {
        List<int[]> lists = new ArrayList<>();
        do {
            int at = lists.size();
            if (!body.isList()) {
                throw invalid(
                        INPUT,
                        "element "
                                + at
                                + " of 'input' is no list while those before it are; send lists of"
                                + " token ids only");
            }
            bound(at);
            if (!body.nextElement()) {
                throw invalid(
                        INPUT, "element " + at + " of 'input' is an empty list; leave it out");
            }
            lists.add(restOfIds("element " + at + " of 'input'"));
        } while (body.nextElement());
        return new Input.TokenIds(lists);
    }

    /** From the element at which the parser stands to the end of its list. */
    private int[] restOfIds(String where) {
        int[] some = new int[16];
        int count = 0;
        do {
            Integer id = body.whole();
            if (id == null) {
                throw invalid(INPUT, where + " must hold token ids only, which are whole numbers");
            }
            if (++ids > EmbeddingsCodec.MOST_IDS) {
                throw invalid(
                        INPUT,
                        "'input' has more than "
                                + EmbeddingsCodec.MOST_IDS
                                + " token ids; send them in several requests");
            }
            if (count == some.length) {
                some = Arrays.copyOf(some, 2 * count);
            }
            some[count++] = id;
        } while (body.nextElement());
        return Arrays.copyOf(some, count);
    }
}
