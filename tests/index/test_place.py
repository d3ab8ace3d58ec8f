"""The gazetteer, and places found in questions and articles."""

from __future__ import annotations

import importlib.util
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.gazetteer import DATA_FILE, data, entries
from index.place import Level, Place, PlaceMention, covers, find_places, lookup, merged_from, merged_into
from index.text import fold, normalize

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
XQUAD = ROOT.parent / "shared" / "benchmarks" / "xquad.vi.json"
KNOWN = frozenset(
    "Bắc Kạn,Đầm Hà,Quảng Ninh,Vĩnh Tường,Vĩnh Phúc,Bình Thuận,Phan Thiết,Ngân Sơn,Tuân Chính,Chấn Hưng,Trung Hòa,"
    "Phong Nẫm".split(",")
)
ROWS = [
    line.split("\t")
    for line in (HERE / "place_questions.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def without_diacritics(text: str) -> str:
    """As ``fold``, but capitals stay."""
    return "".join(f.upper() if c.isupper() else f for c, f in zip(text, fold(text), strict=True))


def one(name: str) -> Place:
    return lookup(name)[0]


def names(text: str, known: frozenset[str] = KNOWN) -> list[str]:
    return [mention.text for mention in find_places(text, known=known)]


def keys(text: str, known: frozenset[str] = KNOWN) -> list[list[str]]:
    return [[place.key for place in mention.places] for mention in find_places(text, known=known)]


# The gazetteer


def test_it_has_all_provinces_of_before_and_after() -> None:
    provinces = data().provinces
    assert len(provinces) == 63
    assert len({place.province_now for place in provinces}) == 34
    assert {place.province_now for place in provinces} <= {place.name for place in provinces}


def test_it_has_districts_and_communes_each_inside_a_place_that_exists() -> None:
    places = {entry.place for key in data().rows for entry in entries(key.decode())}
    by_key = {place.key: place for place in places}
    assert len(by_key) == len(places), "two places share a key"
    count = {level: sum(place.level is level for place in places) for level in Level}
    assert count[Level.PROVINCE] == 63
    assert count[Level.DISTRICT] == 696 + 24  # those of 2025, and those merged or renamed before
    assert count[Level.COMMUNE] > 11_000
    for place in places:
        above = place.key.rpartition("/")[0]
        assert not above or by_key[above].province == place.province
        assert (place.level is Level.PROVINCE) == (not above)


@pytest.mark.skipif(importlib.util.find_spec("vietnamadminunits") is None, reason="the source package is not installed")
def test_the_file_is_what_its_maker_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_places", DATA_FILE.with_name("make_places.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.Maker(module.installed()).text()
    assert made.encode() == DATA_FILE.read_bytes()


def test_its_licence_travels_with_it() -> None:
    licence = DATA_FILE.with_name("PLACES-LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in licence
    assert "Tran Ngoc Minh Hieu" in licence


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Đầm Hà", "quang-ninh/dam-ha"),
        ("dam ha", "quang-ninh/dam-ha"),
        ("HUYỆN ĐẦM HÀ", "quang-ninh/dam-ha"),
        ("Damha", "quang-ninh/dam-ha"),
        ("tỉnh Bắc Kạn", "bac-kan"),
        ("thành phố Bắc Kạn", "bac-kan/bac-kan"),
        ("Bắc Cạn", "bac-kan"),
        ("bac can", "bac-kan"),
        ("TP.HCM", "ho-chi-minh"),
        ("TP Hồ Chí Minh", "ho-chi-minh"),
        ("Sài Gòn", "ho-chi-minh"),
        ("Huế", "hue"),
        ("TT-Huế", "hue"),
        ("Thừa Thiên Huế", "hue"),
        ("tỉnh Thừa Thiên – Huế", "hue"),
        ("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
        ("Bà Rịa–Vũng Tàu", "ba-ria-vung-tau"),
        ("ba ria vung tau", "ba-ria-vung-tau"),
        ("Đắk Lắk", "dak-lak"),
        ("Đăk Lăk", "dak-lak"),
        ("Đắc Lắc", "dak-lak"),
        ("Dak Lak", "dak-lak"),
        ("Hoà Bình", "hoa-binh"),
        ("Hòa Bình", "hoa-binh"),
        ("Phú Quý", "binh-thuan/phu-qui"),
        ("Quận 01", "ho-chi-minh/quan-1"),
        ("xã Tuân Chính", "vinh-phuc/vinh-tuong/tuan-chinh"),
        ("huyện Hoành Bồ", "quang-ninh/hoanh-bo"),
        ("Mù Cang Chải", "yen-bai/mu-cang-chai"),
    ],
)
def test_lookup(name: str, key: str) -> None:
    assert lookup(name)[0].key == key


def test_lookup_of_what_is_no_place() -> None:
    assert lookup("Xyz Abc") == ()
    assert lookup("") == ()
    assert lookup("huyện") == ()
    assert lookup("tỉnh Đầm Hà") == ()
    assert lookup("Đảm Hạ") == ()  # other diacritics are another name


def test_the_merger_of_2025() -> None:
    bac_kan, dam_ha = one("Bắc Kạn"), one("Đầm Hà")
    assert bac_kan == Place("bac-kan", "Bắc Kạn", Level.PROVINCE, "Bắc Kạn", None, "Thái Nguyên")
    assert merged_into(bac_kan) == "Thái Nguyên"
    assert merged_into(one("huyện Ngân Sơn")) == "Thái Nguyên"
    assert merged_into(dam_ha) is None
    assert [place.name for place in merged_from("Thái Nguyên")] == ["Thái Nguyên", "Bắc Kạn"]
    assert [place.name for place in merged_from("lam dong")] == ["Lâm Đồng", "Bình Thuận", "Đắk Nông"]
    assert [place.name for place in merged_from("tỉnh Quảng Ninh")] == ["Quảng Ninh"]
    assert merged_from("Bắc Kạn") == ()
    assert merged_from("Xyz") == ()


def test_covers_goes_by_the_old_structure() -> None:
    province, district, commune = one("Quảng Ninh"), one("Đầm Hà"), one("thị trấn Đầm Hà")
    assert covers(province, province)
    assert covers(province, district)
    assert covers(district, commune)
    assert not covers(district, province)
    assert not covers(one("Bắc Kạn"), district)
    assert not covers(one("Thái Nguyên"), one("Bắc Kạn"))
    assert not covers(one("Hà Nam"), one("Quảng Nam"))


# Places in text


def test_a_mention_points_at_the_name() -> None:
    text = "UBND xã Quảng Tân, huyện Đầm Hà chi 2 tỷ"
    first, second = find_places(text)
    tan = Place("quang-ninh/dam-ha/quang-tan", "Quảng Tân", Level.COMMUNE, "Quảng Ninh", "Đầm Hà", "Quảng Ninh")
    assert first == PlaceMention(8, 17, "Quảng Tân", 5, Level.COMMUNE, (tan,))
    assert text[second.start : second.end] == second.text == "Đầm Hà"
    assert second.unit_start is not None
    assert text[second.unit_start :].startswith("huyện Đầm")
    assert second.places == (one("huyện Đầm Hà"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đầm Hà năm 2022", ["Đầm Hà"]),
        ("dam ha nam 2022", ["dam ha"]),
        ("Ngân hàng Chính sách xã hội Hà Nội cho vay", ["Hà Nội"]),
        ("Bí thư Tỉnh ủy Vĩnh Phúc Hoàng Thị Thúy Lan", ["Vĩnh Phúc"]),
        ("Đồng chí Nguyễn Thanh Bằng, Trưởng phòng huyện Vĩnh Tường", ["Vĩnh Tường"]),
        ("Ông Nguyễn Xuân Lộc, Phó Giám đốc", []),
        ("ông Thái Bình nói", []),
        ("Chị Nguyễn Thị Hòa Bình nhận quà", []),
        ("chị nguyễn thị hòa bình nhận quà", []),
        ("Bài: Hoàng Giang. Ảnh: Minh Hằng, Thanh Tuyền", []),
        ("Thái Bình Dương rộng lớn", []),
        ("Báo Hà Nội Mới", []),
        ("xã hội an toàn, trung bình, thiết kế, bình quân, tân binh", []),
        ("Tỉnh ủy, Huyện ủy và Đảng bộ xã", []),
        ("Xã NTM kiểu mẫu", []),
        ("nguồn: http://backan.gov.vn", []),
        ("HUYỆN ĐẦM HÀ HỖ TRỢ HỘ NGHÈO", ["ĐẦM HÀ"]),
        ("Quảng Tân, Đầm Hà", ["Quảng Tân", "Đầm Hà"]),
        ("Tuy Phong hay Bắc Bình nhiều hộ hơn?", ["Tuy Phong", "Bắc Bình"]),
        ("P.1 Q.3 TP.HCM", ["P.1", "Q.3", "HCM"]),
    ],
)
def test_what_is_a_place_and_what_is_not(text: str, expected: list[str]) -> None:
    assert names(text, frozenset()) == expected


def test_an_unknown_name_after_an_administrative_word_is_a_mention_without_candidates() -> None:
    (mention,) = find_places("Ở huyện Xyz Abc có gì?")
    assert (mention.text, mention.places, mention.level_word) == ("Xyz Abc", (), Level.DISTRICT)
    (longer,) = find_places("Huyện Tân Phú Thượng có bao nhiêu hộ?")  # a Tân Phú exists, this does not
    assert (longer.text, longer.places) == ("Tân Phú Thượng", ())
    assert keys("Huyện Tân Phú Đông có bao nhiêu hộ?") == [["tien-giang/tan-phu-dong"]]


def test_candidates_are_narrowed_by_what_is_named_nearby() -> None:
    alone = keys("xã Trung Hòa", frozenset())[0]
    assert len(alone) > 3
    assert keys("xã Trung Hòa, huyện Ngân Sơn")[0] == ["bac-kan/ngan-son/trung-hoa"]
    assert keys("xa trung hoa ngan son", KNOWN)[0] == ["bac-kan/ngan-son/trung-hoa"]
    assert keys("phường Trung Hòa")[0] == ["ha-noi/cau-giay/trung-hoa"]
    assert keys("huyện Châu Thành có xã Tân Hương")[0] == ["tien-giang/chau-thanh"]
    assert keys("huyện Vĩnh Tường, tỉnh Phú Thọ")[0] == ["vinh-phuc/vinh-tuong"]  # the province of today
    assert keys("Vĩnh Phúc, Ba Đình, Hà Nội")[0] == ["ha-noi/ba-dinh/vinh-phuc"]
    assert keys("Vĩnh Phúc, Hà Giang")[0] == ["vinh-phuc"]


def test_a_commune_of_another_district_does_not_exist() -> None:
    assert keys("xã Tuân Chính, huyện Đầm Hà") == [[], ["quang-ninh/dam-ha"]]


def test_the_collection_decides_which_comes_first() -> None:
    assert keys("xã Trung Hòa", frozenset({"Ngân Sơn"}))[0][0] == "bac-kan/ngan-son/trung-hoa"
    assert keys("xã Trung Hòa", frozenset({"Chương Mỹ"}))[0][0] == "ha-noi/chuong-my/trung-hoa"


def test_a_commune_needs_an_administrative_word_or_the_collection() -> None:
    assert names("Tuân Chính có bao nhiêu hộ?", frozenset()) == []
    assert names("Tuân Chính có bao nhiêu hộ?") == ["Tuân Chính"]
    assert names("tuan chinh co bao nhieu ho", frozenset({"TUAN CHINH"})) == ["tuan chinh"]


def test_a_slip_in_the_diacritics_is_forgiven_for_the_collections_own_places() -> None:
    assert keys("huyện Đàm Hà xây bao nhiêu nhà") == [["quang-ninh/dam-ha"]]
    assert keys("huyện Đàm Hà xây bao nhiêu nhà", frozenset()) == [[]]
    assert keys("Thị xã Thanh Hà", frozenset({"Thạnh Hà"}))[0] == ["hai-duong/thanh-ha"]  # a real name is no slip


def test_tone_marks_and_spelling_in_both_ways() -> None:
    for text in ("tỉnh Hoà Bình", "tỉnh Hòa Bình", "tỉnh hoà bình", "tinh hoa binh"):
        assert keys(text, frozenset()) == [["hoa-binh"]], text
    for text in ("Tỉnh Đắk Lắk", "tỉnh Đăk Lăk", "tỉnh Đắc Lắc", "tinh dak lak"):
        assert keys(text, frozenset()) == [["dak-lak"]], text


# Measured


def recall(rows: list[tuple[str, str]], known: frozenset[str]) -> tuple[float, list[str]]:
    """Share of the named places that are found as the first candidate, and what was found beside them."""
    asked = found = 0
    extra = []
    for question, wanted in rows:
        expected = set(wanted.split())
        first = [candidates[0] if candidates else "" for candidates in keys(question, known)]
        asked += len(expected)
        found += len(expected & set(first))
        extra += [f"{question}: {key}" for key in first if key not in expected]
    return found / asked, extra


@pytest.mark.parametrize("change", [str, str.lower, without_diacritics, fold])
def test_places_of_questions_are_found(change: type[str]) -> None:
    rows = [(change(question), wanted) for kind, question, wanted in ROWS if kind == "written"]
    assert len(rows) > 70
    share, extra = recall(rows, KNOWN)
    assert share >= 0.98
    assert extra == []
    assert (
        recall([row for row in rows if "/chan-hung" not in row[1] and "/phong-nam" not in row[1]], frozenset())[0]
        >= 0.95
    )


def test_places_of_questions_as_people_type_them_are_found() -> None:
    share, extra = recall([(question, wanted) for kind, question, wanted in ROWS if kind == "typed"], KNOWN)
    assert share >= 0.97
    assert extra == []


@pytest.mark.parametrize("known", [KNOWN, frozenset()])
def test_questions_without_places_have_none(known: frozenset[str]) -> None:
    questions = [question for kind, question, _ in ROWS if kind == "none"]
    assert len(questions) > 70
    wrong = [
        (text, mention.text)
        for question in questions
        for text in {question, question.lower(), fold(question)}
        for mention in find_places(text, known=known)
    ]
    assert wrong == []


@pytest.mark.skipif(not XQUAD.exists(), reason="XQuAD-vi is not beside the repository")
@pytest.mark.parametrize(("change", "most"), [(str, 5), (str.lower, 15), (without_diacritics, 15), (fold, 15)])
def test_xquad_names_hardly_any_place_of_ours(change: type[str], most: int) -> None:
    articles = json.loads(XQUAD.read_text(encoding="utf-8"))["data"]
    questions = [
        normalize(row["question"]) for article in articles for part in article["paragraphs"] for row in part["qas"]
    ]
    assert len(questions) == 1190
    false = [
        (question, mention.text)
        for question in map(change, questions)
        for mention in find_places(question, known=KNOWN)
        if mention.places
    ]
    assert len(false) <= most, false


# Robust and fast


@given(
    st.text(st.sampled_from("xã huyện Đầm Hà quận 1 tp . , - ’ \n\u00a0TPHCM").map(str), max_size=60)
    | st.text(max_size=60)
)
def test_any_text_gives_mentions_in_order_that_point_into_it(text: str) -> None:
    found = find_places(text, known=KNOWN)
    for mention in found:
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.unit_start is None or mention.unit_start <= mention.start
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize("text", ["Đầm Hà " * 1400, "xã Tân Lập, " * 800, "huyện " * 1600, "x" * 10_000, "." * 10_000])
def test_a_question_of_ten_thousand_characters_is_no_trap(text: str) -> None:
    start = time.process_time()
    find_places(text, known=KNOWN)
    assert time.process_time() - start < 10


def test_opening_and_the_first_look_up_are_instant() -> None:
    code = (
        "import sys, time, index.place as p\n"
        "start = time.process_time(); p.lookup('Đầm Hà'); took = time.process_time() - start\n"
        "assert 'vietnamadminunits' not in sys.modules\n"
        "assert took < 0.1, took"  # about 4 ms; ten times that leaves room for a busy machine
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_a_question_takes_a_moment() -> None:
    questions = [question for _, question, _ in ROWS]
    start = time.process_time()
    for question in questions:
        find_places(question, known=KNOWN)
    assert (time.process_time() - start) / len(questions) < 0.005  # about 0.1 ms


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("các xã, phường, thị trấn Bắc Kạn", "bac-kan"),
        ("bao nhieu xa phuong thi tran bac kan dat chuan", "bac-kan"),
        ("các xã huyện Đầm Hà", "quang-ninh/dam-ha"),
        ("thị trấn Bắc Kạn", "bac-kan/bac-kan/bac-kan"),
    ],
)
def test_a_list_of_levels_names_the_places_of_the_whole(text, key):
    [mention] = find_places(text, known={"Bắc Kạn", "Đầm Hà"})
    assert [place.key for place in mention.places][:1] == [key]


def test_the_children_of_a_place_are_no_person():
    [mention] = find_places("bao nhiêu trẻ em Vĩnh Tường được tiêm", known={"Vĩnh Tường"})
    assert mention.places[0].name == "Vĩnh Tường"
    assert not find_places("cô Thanh Hà dạy học")


# -- in an article about a place -----------------------------------------------------------------------------------------


def test_communes_of_the_district_that_a_text_is_about_may_stand_by_their_mere_name():
    text = "Các xã làm tốt là Yang Mao 137 căn, Cư Drăm 99 căn; anh Yang Mao Thành vui mừng."
    assert [m.text for m in find_places(text)] == []
    found = find_places(text, within={"dak-lak/krong-bong"})
    assert [m.text for m in found][:2] == ["Yang Mao", "Cư Drăm"]


def test_the_province_that_a_text_is_about_is_not_its_town_of_that_name():
    found = find_places("Năm 2024, Bắc Kạn xây 13 nhà.", known=["Bắc Kạn"], within={"bac-kan"})
    assert [m.places[0].key for m in found] == ["bac-kan"]


def test_a_commune_has_its_capitals_where_other_names_have_them():
    assert [m.text for m in find_places("Na Ngoi là xã biên giới của huyện Kỳ Sơn.")] == ["Kỳ Sơn"]


def test_without_diacritics_a_district_stands_before_its_own_province():
    found = find_places("quang binh ha giang nam 2024 lam may nha", known=("Quang Bình", "Hà Giang"))
    assert [m.places[0].key for m in found] == ["ha-giang/quang-binh", "ha-giang"]
    found = find_places("nhu xuan thanh hoa nam 2018", known=("Như Xuân", "Thanh Hóa"))
    assert [m.places[0].key for m in found] == ["thanh-hoa/nhu-xuan", "thanh-hoa"]
    marked = find_places("Quảng Bình, Hà Giang và Lào Cai", known=("Quang Bình",))
    assert marked[0].places[0].key == "quang-binh"
