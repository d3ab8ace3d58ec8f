"""EM and F1: the published rules against a transcription of the official script, the Vietnamese rules by hand."""

from __future__ import annotations

import random
import re
import string
import unicodedata
from collections import Counter

import pytest

from eval.metrics.squad_text import exact_match, f1, vietnamese_tokens


# --- The official script, evaluate-v1.1.py, transcribed in its own steps. ---
def official_normalize(s):
    def remove_articles(text):
        return re.sub(r"\b(a|an|the)\b", " ", text)

    def white_space_fix(text):
        return " ".join(text.split())

    def remove_punc(text):
        exclude = set(string.punctuation)
        return "".join(ch for ch in text if ch not in exclude)

    return white_space_fix(remove_articles(remove_punc(s.lower())))


def official_f1(prediction, truth):
    predicted, gold = official_normalize(prediction).split(), official_normalize(truth).split()
    same = sum((Counter(predicted) & Counter(gold)).values())
    if same == 0:
        return 0
    precision, recall = 1.0 * same / len(predicted), 1.0 * same / len(gold)
    return (2 * precision * recall) / (precision + recall)


def test_agrees_with_the_official_script_on_random_texts():
    rng = random.Random(3)
    pieces = [
        "The",
        "an",
        "a",
        "Nghệ An",
        "1,5",
        "1.200",
        "tỷ,",
        "(hộ)",
        "hộ-nghèo",
        "%",
        "Đầm  Hà",
        "năm",
        "2023.",
        "thea",
    ]
    for _ in range(500):
        said = " ".join(rng.choices(pieces, k=rng.randint(0, 6)))
        golds = [" ".join(rng.choices(pieces, k=rng.randint(1, 6))) for _ in range(rng.randint(1, 3))]
        assert f1(said, golds) == pytest.approx(max(official_f1(said, gold) for gold in golds))
        matches = [official_normalize(said) == official_normalize(gold) for gold in golds]
        assert exact_match(said, golds) == float(max(matches))


def test_the_published_rules_confuse_what_the_vietnamese_rules_keep_apart():
    assert exact_match("1,5 triệu", ["15 triệu"]) == 1
    assert exact_match("1,5 triệu", ["15 triệu"], vietnamese_tokens) == 0
    assert exact_match("Nghệ An", ["Nghệ"]) == 1
    assert exact_match("Nghệ An", ["Nghệ"], vietnamese_tokens) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.200 tỷ", "1,2 nghìn tỷ"),
        ("8,992 tỷ đồng", "8.992 triệu đồng"),
        ("08 hộ", "8 hộ"),
        ("Khánh Hoà", "khánh hòa"),
        ("thuỷ lợi", "thủy lợi"),
        ("tỉ lệ", "tỷ lệ"),
        ("3,34 %", "3,34%"),
        ("“Vì người nghèo”", "Vì người nghèo"),
        (unicodedata.normalize("NFD", "hộ nghèo Đầm Hà"), "hộ nghèo Đầm Hà"),
    ],
)
def test_spellings_of_one_thing_are_equal(one, other):
    assert exact_match(one, [other], vietnamese_tokens) == 1
    assert f1(one, [other], vietnamese_tokens) == pytest.approx(1)


@pytest.mark.parametrize(("one", "other"), [("hộ nghèo", "ho ngheo"), ("3,34%", "3,34"), ("1.911", "1,911%")])
def test_different_things_stay_different(one, other):
    assert exact_match(one, [other], vietnamese_tokens) == 0


def test_f1_by_hand():
    # said: 13 hộ nghèo (3 tokens), gold: 13 hộ (2): common 2, P = 2/3, R = 1, F1 = 0.8
    assert f1("13 hộ nghèo", ["13 hộ"], vietnamese_tokens) == pytest.approx(0.8)
    assert f1("", ["13 hộ"]) == 0
    assert f1("13 hộ", []) == 0
    assert f1("năm", ["sáu", "năm"]) == 1  # the best of several golds
