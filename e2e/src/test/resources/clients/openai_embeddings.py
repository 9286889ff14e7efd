"""The unmodified openai package against the gateway, beside ONNX Runtime called directly."""

import os
import sys

import numpy as np
import onnxruntime
import openai
from tokenizers import Tokenizer

folder = sys.argv[1]
tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
tokenizer.no_padding()
session = onnxruntime.InferenceSession(
    os.path.join(folder, "model.onnx"), providers=["CPUExecutionProvider"]
)
names = {one.name for one in session.get_inputs()}


def direct(text):
    encoding = tokenizer.encode(text)
    feed = {
        "input_ids": np.array([encoding.ids], dtype=np.int64),
        "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
        "token_type_ids": np.array([encoding.type_ids], dtype=np.int64),
    }
    hidden = session.run(None, {k: v for k, v in feed.items() if k in names})[0]
    mask = feed["attention_mask"][..., None].astype(np.float32)
    mean = (hidden * mask).sum(axis=1) / mask.sum(axis=1)
    vector = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return vector[0], len(encoding.ids)


client = openai.OpenAI(max_retries=0)  # OPENAI_BASE_URL and OPENAI_API_KEY

# One text, as openai asks for it by default (base64), and as floats.
text = "Zero loss means that every request gets its one right answer."
want, tokens = direct(text)
for options in ({}, {"encoding_format": "float"}):
    got = client.embeddings.create(model="minilm", input=text, **options)
    assert len(got.data) == 1, got
    assert got.usage.prompt_tokens == tokens, (got.usage, tokens)
    assert got.usage.total_tokens == tokens, (got.usage, tokens)
    difference = np.abs(np.array(got.data[0].embedding) - want).max()
    assert difference <= 1e-5, difference
    print("one text", options, "tokens", tokens, "max difference", difference)

# A list of 200 of different lengths, in order.
texts = [f"Sentence number {i}: " + "ship " * (i % 17) for i in range(200)]
got = client.embeddings.create(model="minilm", input=texts)
assert [one.index for one in got.data] == list(range(200))
expected = [direct(one) for one in texts]
assert got.usage.prompt_tokens == sum(count for _, count in expected), got.usage
differences = [
    np.abs(np.array(one.embedding) - vector).max()
    for one, (vector, _) in zip(got.data, expected)
]
assert max(differences) <= 1e-5, max(differences)
print("list of 200, tokens", got.usage.prompt_tokens, "max difference", max(differences))

models = [one.id for one in client.models.list().data]
assert "minilm" in models, models

try:
    client.embeddings.create(model="nobody", input="x")
    raise AssertionError("a model that nobody knows answered")
except openai.NotFoundError as refused:
    print("unknown model:", refused.message)
