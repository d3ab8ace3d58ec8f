"""Which paragraphs are read for a question."""

from dataclasses import replace

import pytest

from index.build import add
from index.collection import Collection
from index.words import Field
from rag.question import analyse
from rag.retrieval import READ_WITHIN, Retrieved, search, worth_reading


@pytest.fixture(scope="module")
def embedder(HashEmbedder):
    return HashEmbedder()


@pytest.fixture(scope="module")
def collection(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("retrieval")
    articles = {
        "nhà ở": ("Đầm Hà, Quảng Ninh", 2023, ["Huyện xây nhà mới cho 13 hộ.", "Kinh phí là 1,48 tỉ đồng."]),
        "vay vốn": ("Bình Thuận", 2024, ["Ngân hàng cho hộ nghèo vay vốn.", "Tỉ lệ nợ quá hạn là 0,16%."]),
        "y tế": ("Vĩnh Tường, Vĩnh Phúc", 2017, ["Đã cấp 6481 thẻ bảo hiểm y tế.", "Trẻ em được tiêm chủng."]),
    }
    for title, (places, year, paragraphs) in articles.items():
        front = f"---\ntitle: {title}\npublisher: Báo thử\npublished: {year}-05-15\nplaces: [{places}]\n---\n\n"
        (folder / f"{title}.md").write_text(front + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
    add([folder], folder / "collection", embedder)
    return Collection.open(folder / "collection", embedder)


@pytest.fixture
def find(collection, embedder):
    """``find("question", k=…)``: (text, what was retrieved), best first."""

    def make(text, *, vector=None, k=3, background="", **options):
        class Words:
            size = collection.size

            def document_frequency(self, form, *, folded):
                return collection.document_frequency(form, Field.FOLDED if folded else Field.EXACT)

        known = frozenset(collection.place_keys().values())
        question = replace(analyse(text, Words(), known_places=known), background=background)
        found = search(question, embedder.embed_question(vector or question.reading), collection, k=k, **options)
        return [(collection.passage(one.pid).text, one) for one in found]

    return make


def key(collection, name):
    return next(k for k, n in collection.place_keys().items() if n == name)


@pytest.mark.parametrize(
    ("question", "paragraph"),
    [
        ("Xây nhà mới cho bao nhiêu hộ?", "Huyện xây nhà mới cho 13 hộ."),
        ("xay nha moi cho bao nhieu ho", "Huyện xây nhà mới cho 13 hộ."),
        ("Cấp bao nhiêu thẻ BHYT?", "Đã cấp 6481 thẻ bảo hiểm y tế."),
        ("cap bao nhieu the bhyt", "Đã cấp 6481 thẻ bảo hiểm y tế."),
        ("Tỷ lệ nợ quá hạn là bao nhiêu?", "Tỉ lệ nợ quá hạn là 0,16%."),  # tỷ and tỉ
    ],
)
def test_the_paragraph_that_answers_comes_first(find, question, paragraph):
    assert find(question)[0][0] == paragraph


def test_the_best_come_first_and_no_more_than_are_wanted(find, collection):
    found = find("Cấp thẻ cho hộ nghèo vay vốn", k=4)
    scores = [one.score for _, one in found]
    assert len(found) == 4
    assert scores == sorted(scores, reverse=True)
    assert len({one.pid for _, one in found}) == 4
    assert len(find("Cấp thẻ", k=99)) == collection.size


def test_every_candidate_bears_both_scores(find, collection, embedder):
    vector = embedder.embed_question("Xây nhà")
    for _, one in find("Xây nhà", k=99):
        assert one.dense == pytest.approx(float(collection.dense_scores(vector, [one.pid])[0]))
    found = find("Xây nhà", k=99)
    assert found[0][1].words > 0
    assert found[-1][1].words == 0  # proposed by its vector alone


def test_only_paragraphs_of_the_places_that_are_asked(find, collection):
    within = find("Cấp bao nhiêu thẻ?", k=99, places={key(collection, "Bình Thuận")})
    assert {text for text, _ in within} == {"Ngân hàng cho hộ nghèo vay vốn.", "Tỉ lệ nợ quá hạn là 0,16%."}
    both = find("Cấp thẻ?", k=99, places={key(collection, "Bình Thuận"), key(collection, "Đầm Hà")})
    assert len(both) == 4


def test_title_and_place_of_the_article_speak_along(find):
    with_header = find("Vĩnh Tường tiêm chủng", dense_weight=0.0)
    without = find("Vĩnh Tường tiêm chủng", dense_weight=0.0, header_weight=0.0)
    assert with_header[0][0] == without[0][0] == "Trẻ em được tiêm chủng."
    assert [t for t, _ in find("y tế Vĩnh Tường", dense_weight=0.0)][1:2] == ["Trẻ em được tiêm chủng."]
    assert len(find("y tế Vĩnh Tường", dense_weight=0.0, header_weight=0.0)) == 1


def test_meaning_alone_and_words_alone(find):
    by_meaning = find("thẻ", vector="Ngân hàng cho hộ nghèo vay vốn.", dense_weight=1.0)
    by_words = find("thẻ", vector="Ngân hàng cho hộ nghèo vay vốn.", dense_weight=0.0)
    assert by_meaning[0][0] == "Ngân hàng cho hộ nghèo vay vốn."
    assert by_words[0][0] == "Đã cấp 6481 thẻ bảo hiểm y tế."
    assert len(by_words) == 1  # nothing else holds the word


def test_without_diacritics_words_count_more_than_meaning(find):
    elsewhere = "Trẻ em được tiêm chủng."
    assert find("xay nha moi", vector=elsewhere)[0][0] == "Huyện xây nhà mới cho 13 hộ."


def test_a_follow_up_is_searched_along_with_what_it_goes_on_from(find):
    alone = find("Thế nào?", dense_weight=0.0)
    after = find("Thế nào?", dense_weight=0.0, background="Trẻ em được tiêm chủng chưa?")
    assert alone == []
    assert after[0][0] == "Trẻ em được tiêm chủng."
    weighed = find("Trẻ em", dense_weight=0.0, background="nợ quá hạn")
    assert weighed[0][0] == "Trẻ em được tiêm chủng."  # what is asked now counts more


def test_nothing_is_found_where_nothing_can_be(find):
    assert find("Xyz", dense_weight=0.0) == []
    assert find("Xây nhà", places={"no/such/place"}) == []


def test_the_same_question_gives_the_same_paragraphs(find):
    assert find("Cấp thẻ cho hộ nghèo") == find("Cấp thẻ cho hộ nghèo")


def retrieved(*scores):
    return [Retrieved(pid, score, 0.0, 0.0) for pid, score in enumerate(scores)]


@pytest.fixture(scope="module")
def yearly(tmp_path_factory, embedder):
    """Reports of one district that say the same of each year."""
    folder = tmp_path_factory.mktemp("yearly")
    for year in range(2015, 2025):
        front = f"---\ntitle: Báo cáo {year}\npublisher: Báo thử\npublished: {year}-12-01\nplaces: [Đầm Hà]\n---\n\n"
        text = f"Huyện cấp {year - 2000} thẻ cho hộ nghèo.\n\nHuyện mở lớp học may.\n"
        (folder / f"{year}.md").write_text(front + text, encoding="utf-8")
    add([folder], folder / "collection", embedder)
    return Collection.open(folder / "collection", embedder)


def first_year(question, collection, embedder, *, places):
    class Words:
        size = collection.size

        def document_frequency(self, form, *, folded):
            return collection.document_frequency(form, Field.FOLDED if folded else Field.EXACT)

    asked = analyse(question, Words(), known_places=("Đầm Hà",))
    found = search(asked, embedder.embed_question(asked.reading), collection, k=3, places=places)
    return collection.article(collection.passage(found[0].pid).article_id).published.year


def test_the_year_asked_for_comes_first(yearly, embedder):
    for year in (2016, 2021):
        question = f"Năm {year} Đầm Hà cấp bao nhiêu thẻ cho hộ nghèo?"
        assert first_year(question, yearly, embedder, places=[key(yearly, "Đầm Hà")]) == year


def test_where_no_year_is_asked_the_newest_of_a_place_comes_first(yearly, embedder):
    question = "Đầm Hà cấp bao nhiêu thẻ cho hộ nghèo?"
    assert first_year(question, yearly, embedder, places=[key(yearly, "Đầm Hà")]) == 2024


def test_paragraphs_far_below_the_best_are_not_read():
    best, near, far = found = retrieved(4.0, 4.1 - READ_WITHIN, 3.9 - READ_WITHIN)
    assert worth_reading(found) == [best, near]
    assert far not in worth_reading(found)
    assert worth_reading([]) == []
