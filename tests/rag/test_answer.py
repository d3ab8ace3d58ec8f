"""Answers: nothing leaves the assistant that fails its check, and the JSON form is the published one."""

import json
from dataclasses import replace

import jsonschema
import pytest

from rag.answer import SCHEMA_VERSION, Answer, Citation, Reason, Shown, Status, schema
from rag.figures import Bound, Kind, OfKind
from rag.grounding import GroundingError, Quote
from rag.quantity import quantities

TEXT = "Huyện xây nhà cho 13 hộ và sửa nhà cho 11 hộ. Kinh phí gần 1,48 tỉ đồng. Có 7.000/6.400 người."


@pytest.fixture
def article(make_article):
    return make_article(TEXT)


@pytest.fixture
def good(article):
    """13 + 11 = 24, with the quote that the parts stand in."""
    citation = Citation(1, Quote.cut(article, 0, TEXT.index(".") + 1))
    parts = tuple(shown(q) for q in quantities(TEXT)[:2])
    total = Shown(replace(parts[0].quantity, value=24), 1, "Đầm Hà", "2023", "article", "13 + 11 = 24 hộ", (0, 1))
    return answered((*parts, total), (citation,))


def shown(quantity, citation=1, **changed):
    figure = Shown(quantity, citation, "Đầm Hà", "2023", "article", TEXT[quantity.start : quantity.end])
    return replace(figure, **changed)


def answered(figures, citations, **changed):
    about = {"id": "c", "version": "v"}
    answer = Answer(
        "hỏi", "hiểu", Status.ANSWERED, "đáp", figures, citations=citations, confidence=0.9, collection=about
    )
    return replace(answer, **changed)


def abstained(**changed):
    about = {"id": "c", "version": "v"}
    answer = Answer("hỏi", "hiểu", Status.ABSTAINED, "không", reason=Reason.NOT_IN_ARTICLES, collection=about)
    return replace(answer, **changed)


def with_figure(answer, number, **changed):
    figures = list(answer.quantities)
    figures[number] = replace(figures[number], **changed)
    return replace(answer, quantities=tuple(figures))


def moved(answer, number, **changed):
    """The figure with another quantity behind it."""
    return with_figure(answer, number, quantity=replace(answer.quantities[number].quantity, **changed))


# -- check -----------------------------------------------------------------------------------------------------------


def test_a_good_answer_passes_and_comes_back(good):
    assert good.check() is good


def test_a_good_abstention_passes(article):
    nearest = (Citation(1, Quote.cut(article, 0, 5)),)
    for answer in (abstained(), abstained(nearest=nearest), abstained(missing=("2019",))):
        assert answer.check() is answer


def test_an_answer_in_words_needs_no_figure(good):
    answer = replace(good, quantities=())
    assert answer.check() is answer


def refused(answer, match):
    with pytest.raises(GroundingError, match=match):
        answer.check()


def test_an_abstention_needs_a_reason():
    refused(abstained(reason=None), "reason")


def test_an_answer_has_no_reason(good):
    refused(replace(good, reason=Reason.OFF_TOPIC), "reason")


def test_an_abstention_shows_no_figure(good):
    refused(abstained(quantities=good.quantities), "neither")


def test_an_abstention_cites_nothing(good):
    refused(abstained(citations=good.citations), "neither")


def test_an_answer_needs_a_citation(good):
    refused(replace(good, citations=()), "citation")
    refused(replace(good, citations=(), quantities=()), "citation")


def test_a_figure_must_cite_what_is_there(good):
    refused(with_figure(good, 0, citation=2), "cites")
    refused(with_figure(good, 2, citation=0), "cites")  # a sum too


@pytest.mark.parametrize("beyond", [1, 5, 40])
def test_a_figure_must_stand_in_its_quote(good, article, beyond):
    start = good.quantities[0].quantity.start
    end = good.quantities[0].quantity.end
    for quote in (
        Quote.cut(article, start + 1, len(TEXT)),
        Quote.cut(article, 0, end - 1),
        Quote.cut(article, end + beyond, len(TEXT)),
    ):
        refused(answered(good.quantities[:1], (Citation(1, quote),)), "outside")


def test_a_figure_of_another_quote_is_refused(good, article):
    money = quantities(TEXT)[2]
    other = Citation(2, Quote.cut(article, TEXT.index("Kinh"), len(TEXT)))
    both = (*good.citations, other)
    assert answered((shown(money, citation=2),), both).check()
    refused(answered((shown(money, citation=1),), both), "outside")


@pytest.mark.parametrize("text", ["13", "13 hộ ", "14 hộ", "13 Hộ", "", "11 hộ"])
def test_a_figure_says_what_the_article_says(good, text):
    refused(with_figure(good, 0, text=text), "not what the article says")


def test_a_figure_that_points_elsewhere_is_refused(good):
    at = good.quantities[0].quantity
    refused(moved(good, 0, start=at.start + 1, end=at.end + 1), "not what the article says")


@pytest.mark.parametrize("total", [23, 25, 24.001, -24, 0])
def test_a_sum_must_follow_from_its_parts(good, total):
    refused(moved(good, 2, value=total), "follow")


@pytest.mark.parametrize("parts", [(0,), (1,), (0, 0), (1, 1), (), (2,), (-1,), (0, 9), (0, 1, 2), (-3, -2)])
def test_a_sum_has_two_other_figures_as_parts(good, parts):
    with pytest.raises(GroundingError):
        with_figure(good, 2, computed_from=parts).check()


def test_a_sum_of_nothing_is_none(good):
    with pytest.raises(GroundingError):
        moved(with_figure(good, 2, computed_from=()), 2, value=0).check()


def test_a_sum_that_is_its_own_part_is_none(good):
    with pytest.raises(GroundingError):
        with_figure(good, 2, computed_from=(2,)).check()
    with pytest.raises(GroundingError):
        with_figure(good, 2, computed_from=(-1,)).check()


@pytest.mark.parametrize("value", [999, 13.5, 14, 13000, -13])
def test_a_value_must_be_what_its_slice_says(good, value):
    with pytest.raises(GroundingError):
        moved(answered(good.quantities[:1], good.citations), 0, value=value).check()


def test_a_written_sum_says_its_total(good):
    with pytest.raises(GroundingError):
        with_figure(good, 2, text="13 + 11 = 25 hộ").check()


def test_sums_of_fractions_are_checked_but_for_rounding(make_article):
    text = "Cấp 0,1 tấn, rồi 0,2 tấn."
    first, second = quantities(text)
    citation = Citation(1, Quote.cut(make_article(text), 0, len(text)))
    parts = tuple(Shown(q, 1, None, None, None, text[q.start : q.end]) for q in (first, second))
    total = Shown(replace(first, value=0.3), 1, None, None, None, "0,1 + 0,2 = 0,3 tấn", (0, 1))
    assert answered((*parts, total), (citation,)).check()


# -- JSON ------------------------------------------------------------------------------------------------------------


def valid(answer, id=None):
    """The JSON form, after a round trip, checked against the schema with its formats."""
    data = json.loads(json.dumps(answer.to_json(id), ensure_ascii=False))
    jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker()).validate(data)
    return data


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION
    assert schema() is schema()


def test_the_schema_names_every_field_and_nothing_else(good):
    def closed(node):
        if isinstance(node, dict):
            if "properties" in node and "additionalProperties" in node:
                assert set(node.get("required", ())) == set(node["properties"])
            for value in node.values():
                closed(value)
        elif isinstance(node, list):
            for value in node:
                closed(value)

    closed(schema())
    data = good.to_json()
    assert set(data) == set(schema()["properties"])
    assert set(data["quantities"][0]) == set(schema()["$defs"]["quantity"]["properties"])
    assert set(data["citations"][0]) == set(schema()["$defs"]["citation"]["properties"])


def test_the_enums_of_the_schema_are_those_of_the_code():
    fields = schema()["$defs"]["quantity"]["properties"]
    assert set(fields["bound"]["enum"]) == {*(b.value for b in Bound), None}
    assert set(fields["of_kind"]["enum"]) == {*(k.value for k in OfKind), None}
    assert set(schema()["properties"]["reason"]["enum"]) == {*(r.value for r in Reason), None}
    assert set(schema()["properties"]["status"]["enum"]) == {s.value for s in Status}
    assert set(fields["kind"]["enum"]) <= {k.value for k in Kind}


def test_the_json_of_an_answer(good):
    data = valid(good, id="q1")
    assert (data["id"], data["status"], data["reason"], data["nearest"]) == ("q1", "answered", None, [])
    assert data["citations"][0] == {
        "n": 1,
        "article": "bai",
        "version": good.citations[0].quote.article.version,
        "title": "Một bài viết",
        "publisher": "Báo thử",
        "published": "2023-11-30",
        "url": None,
        "source": "bai.md",
        "line": 8,
        "start": 0,
        "end": TEXT.index(".") + 1,
        "quote": "Huyện xây nhà cho 13 hộ và sửa nhà cho 11 hộ.",
    }
    first = data["quantities"][0]
    assert TEXT[first["start"] : first["end"]] == first["text"] == "13 hộ"
    assert (first["value"], first["unit"], first["kind"], first["computed_from"]) == (13, "hộ", "count", None)


def test_a_computed_figure_has_no_place_of_its_own(good):
    total = valid(good)["quantities"][2]
    assert (total["value"], total["computed_from"]) == (24, [0, 1])
    assert total["start"] is None
    assert total["end"] is None


def test_bounds_and_plans_reach_the_json(article):
    money, jobs = quantities(TEXT)[2:]
    citation = Citation(1, Quote.cut(article, 0, len(TEXT)))
    first, second = valid(answered((shown(money), shown(jobs)), (citation,)))["quantities"]
    assert (first["value"], first["bound"], first["kind"]) == (1_480_000_000, "almost", "money")
    assert (second["value"], second["of"], second["of_kind"]) == (7000, 6400, "plan")


def test_conflicts_reach_the_json(good):
    assert valid(replace(good, conflict=True))["conflict"] is True


def test_the_json_of_an_abstention(article):
    nearest = (Citation(1, Quote.cut(article, 0, 5)),)
    data = valid(abstained(reason=Reason.TIME_NOT_COVERED, missing=("2019",), nearest=nearest))
    assert (data["status"], data["reason"], data["missing"]) == ("abstained", "time_not_covered", ["2019"])
    assert data["quantities"] == data["citations"] == []
    assert data["nearest"][0]["quote"] == TEXT[:5]


@pytest.mark.parametrize("id", [None, "a", 7])
def test_the_id_of_a_batch_is_handed_through(good, id):
    assert valid(good, id=id)["id"] == id


def test_an_article_without_date_publisher_and_unit(make_article):
    text = "Có tất cả 6481."
    article = replace(make_article(text, year=None), publisher=None)
    figure = Shown(quantities(text)[0], 1, None, None, None, "6481")
    data = valid(answered((figure,), (Citation(1, Quote.cut(article, 0, len(text))),)))
    assert data["citations"][0]["published"] is data["citations"][0]["publisher"] is None
    assert data["quantities"][0]["unit"] is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(reason="off_topic"),
        lambda d: d.update(status="maybe"),
        lambda d: d.update(citations=[]),
        lambda d: d.update(nearest=d["citations"]),
        lambda d: d.update(extra=1),
        lambda d: d.update(confidence=1.5),
        lambda d: d.pop("missing"),
        lambda d: d.update(schema_version=2),
        lambda d: d["quantities"][0].update(bound="hơn"),
        lambda d: d["quantities"][0].update(kind="year"),
        lambda d: d["quantities"][0].pop("unit"),
        lambda d: d["citations"][0].update(quote=""),
        lambda d: d["citations"][0].update(line=0),
    ],
)
def test_the_schema_refuses_what_no_answer_may_be(good, spoil):
    data = valid(good)
    spoil(data)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_the_schema_refuses_an_abstention_that_shows_something(good):
    data = valid(abstained())
    for field, value in (
        ("quantities", valid(good)["quantities"]),
        ("citations", valid(good)["citations"]),
        ("reason", None),
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**data, field: value}, schema())
