"""What is asked: texts of a known number of tokens, and numbers for the models without text.

Words, seeds and the spread of the lengths are fixed, so that runs on different days ask the same.
"""

import random

WORDS = (
    "the model server routes each request to a replica and batches small calls together so that "
    "the processor stays busy while users wait less for answers about weather music history "
    "travel food science and sport in many large cities around our world today"
).split()
TOKENS = 32
EQUAL_COUNT = 64
MIXED_COUNT = 256
FEWEST_WORDS, MOST_WORDS = 2, 124


def make_texts(tokenizer):
    """(texts of 32 tokens each, texts of 4 to about 128 tokens, most of them short)."""
    chance = random.Random(1)
    equal = []
    while len(equal) < EQUAL_COUNT:
        text = " ".join(chance.choice(WORDS) for _ in range(TOKENS - 2))
        if len(tokenizer.encode(text).ids) == TOKENS:
            equal.append(text)
    mixed = []
    for _ in range(MIXED_COUNT):
        # Log-normal: as search queries beside paragraphs.
        words = int(min(MOST_WORDS, max(FEWEST_WORDS, chance.lognormvariate(3.0, 0.9))))
        mixed.append(" ".join(chance.choice(WORDS) for _ in range(words)))
    return equal, mixed


def zipf_order(versions, length, exponent=1.1):
    """Which version each of so many requests asks: the first most often."""
    weights = [1 / rank**exponent for rank in range(1, versions + 1)]
    return random.Random(2).choices(range(versions), weights, k=length)
