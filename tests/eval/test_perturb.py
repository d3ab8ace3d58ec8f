"""Changed questions stay recognisable: digits and first letters survive, one or two words change, the seed decides."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eval.dataset import Expect, Row
from eval.perturb import Perturbation, add_typos, lower_case, perturb, without_diacritics

QUESTION = "Năm 2023, huyện Đầm Hà hỗ trợ 1.911 đối tượng BHYT bao nhiêu tiền?"


def rows(*questions):
    return [Row(f"q{i}", q, "dev", Expect(abstain=("off_topic",)), ("kind",)) for i, q in enumerate(questions)]


def test_diacritics_go_and_case_stays():
    assert without_diacritics("Đầm Hà, ĐỢT 5: thưởng 1,5%") == "Dam Ha, DOT 5: thuong 1,5%"
    assert without_diacritics(unicodedata.normalize("NFD", "hỗ trợ")) == "ho tro"


def test_lower_case():
    assert lower_case("Đầm Hà BHYT") == "đầm hà bhyt"


def test_typos_leave_digits_capitals_and_most_words():
    for seed in range(300):
        typed = add_typos(QUESTION, random.Random(seed))
        assert re.findall(r"\d+", typed) == re.findall(r"\d+", QUESTION)
        assert "BHYT" in typed
        before, after = QUESTION.split(), typed.split()
        assert len(before) == len(after)
        changed = [(b, a) for b, a in zip(before, after, strict=True) if b != a]
        assert 1 <= len(changed) <= 2
        assert all(b[0] == a[0] for b, a in changed)


def test_every_kind_of_slip_happens():
    typed = {add_typos("hỗ trợ nghèo", random.Random(seed)) for seed in range(400)}
    for slip in ("ngheof", "trợ ngheo", "nghèp", "nghhèo", "ngèo", "ngèho"):
        assert any(slip in each for each in typed), slip


def test_telex_keys_are_those_a_person_types():
    typed = {add_typos("trường", random.Random(seed)) for seed in range(300)}
    assert "truwowngf" in typed
    typed = {add_typos("mũa", random.Random(seed)) for seed in range(300)}
    assert "mủa" in typed  # hỏi for ngã


def test_words_that_offer_no_slip_stay():
    assert add_typos("BHYT là 12?", random.Random(0)) == "BHYT là 12?"


@given(st.text(max_size=60), st.integers(0, 1000))
@example("A¹Aa", 1)
def test_any_text_can_be_typed_badly(text, seed):
    typed = add_typos(text, random.Random(seed))
    digits = [char for char in unicodedata.normalize("NFC", text) if char.isdigit()]
    assert [char for char in typed if char.isdigit()] == digits


@pytest.mark.parametrize("how", list(Perturbation))
def test_rows_keep_everything_but_their_questions(how):
    (row,) = rows(QUESTION)
    row = Row(row.id, row.question, row.split, row.expect, row.tags, history=("Còn Bắc Kạn?",), fact="f")
    (changed,) = perturb([row], how)
    assert changed.question != row.question
    assert len(changed.history) == 1
    assert changed.tags == ("kind", f"made:{how}")
    assert (changed.id, changed.split, changed.expect, changed.fact) == (row.id, row.split, row.expect, row.fact)


def test_the_seed_and_the_id_decide_alone():
    many = rows(QUESTION, QUESTION, "hỗ trợ bao nhiêu hộ nghèo")
    whole = perturb(many, Perturbation.TYPOS, seed=3)
    assert perturb(many, Perturbation.TYPOS, seed=3) == whole
    assert perturb(many[2:], Perturbation.TYPOS, seed=3) == whole[2:]
    assert perturb(many, Perturbation.TYPOS, seed=4) != whole
    assert whole[0].question != whole[1].question
