package dev.slipway.inference.dialect.openai.json;

import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads {@code input}: a text, a list of texts, and where they are allowed ids or lists of ids. */
final class EmbeddingInputs {
    private static final TextList INPUT = new TextList("input", EmbeddingsCodec.MOST_INPUTS, true);

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
            throw INPUT.noList();
        }
        if (!body.nextElement()) {
            throw INPUT.empty();
        }
        if (body.isText()) {
            return texts();
        }
        if (!body.isNumber() && !body.isList()) {
            throw INPUT.noList();
        }
        if (!allowTokenIds) {
            throw INPUT.invalid(
                    "'input' holds token ids, which this deployment does not take; send texts"
                            + " (LangChain: check_embedding_ctx_length=False), or let the"
                            + " deployment's setting allow_token_ids be true");
        }
        return body.isNumber() ? new Input.TokenIds(List.of(restOfIds("'input'"))) : idLists();
    }

    private Input texts() {
        List<String> texts = new ArrayList<>();
        do {
            if (!body.isText()) {
                throw INPUT.invalid(
                        INPUT.where(texts.size())
                                + " is no text while those before it are; send texts only");
            }
            INPUT.bound(texts.size());
            texts.add(text(texts.size()));
        } while (body.nextElement());
        return new Input.Texts(texts);
    }

    private String text(int at) {
        String text = body.text();
        if (text.isEmpty()) {
            throw INPUT.invalid(
                    "text " + at + " of 'input' is empty; leave it out or send at least a word");
        }
        return text;
    }

    private Input idLists() {
        List<int[]> lists = new ArrayList<>();
        do {
            int at = lists.size();
            if (!body.isList()) {
                throw INPUT.invalid(
                        INPUT.where(at)
                                + " is no list while those before it are; send lists of token ids"
                                + " only");
            }
            INPUT.bound(at);
            if (!body.nextElement()) {
                throw INPUT.invalid(INPUT.where(at) + " is an empty list; leave it out");
            }
            lists.add(restOfIds(INPUT.where(at)));
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
                throw INPUT.invalid(where + " must hold token ids only, which are whole numbers");
            }
            if (++ids > EmbeddingsCodec.MOST_IDS) {
                throw INPUT.invalid(
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
