"""LangChain's and LlamaIndex's unmodified OpenAI clients, beside the openai package's answers."""

import asyncio
import os

import numpy as np
import openai
from langchain_openai import OpenAIEmbeddings
from llama_index.embeddings.openai_like import OpenAILikeEmbedding

TEXTS = ["A slipway is where ships meet the water.", "Ships", "The tide is out. " * 8]
direct = openai.OpenAI(max_retries=0).embeddings.create(model="minilm", input=TEXTS)
wanted = np.array([one.embedding for one in direct.data])


def check(name, got):
    got = np.array(got)
    assert got.shape == wanted.shape, (name, got.shape)
    difference = np.abs(got - wanted).max()
    assert difference <= 1e-5, (name, difference)
    print(name, got.shape, "max difference", difference)


# The one option: without it LangChain sends OpenAI's own token numbers instead of texts.
langchain = OpenAIEmbeddings(model="minilm", check_embedding_ctx_length=False)
check("LangChain, documents", langchain.embed_documents(TEXTS))
check("LangChain, query", [langchain.embed_query(text) for text in TEXTS])
check("LangChain, async", asyncio.run(langchain.aembed_documents(TEXTS)))

llama_index = OpenAILikeEmbedding(
    model_name="minilm",
    api_base=os.environ["OPENAI_BASE_URL"],
    api_key=os.environ["OPENAI_API_KEY"],
    embed_batch_size=2,
)
check("LlamaIndex, texts", llama_index.get_text_embedding_batch(TEXTS))
check("LlamaIndex, query", [llama_index.get_query_embedding(text) for text in TEXTS])
check("LlamaIndex, async", asyncio.run(llama_index.aget_text_embedding_batch(TEXTS)))
