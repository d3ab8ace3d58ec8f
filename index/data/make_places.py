"""Writes ``places.tsv`` beside this file, from the data of the package vietnamadminunits (MIT, see PLACES-LICENSE).

    python index/data/make_places.py [FOLDER_OF_THE_PACKAGE]

Needed only to make the file again; the package is not needed to read it. Sections of the file, an empty line between:

1. where it comes from
2. the 63 provinces of before July 2025: name, unit, province since
3. their districts, those merged in recent years too: name, unit, line of the province from 0, end of the key if special
4. two lines, comma-separated: names that are everyday words as well; keys that are such once diacritics are gone
5. on a line each, key of a spelling and its records: ``P3`` a province, ``D195`` a district, ``x195:Quảng Tân`` a commune of that
   district (x xã, p phường, t thị trấn, k đặc khu; ``xP3:`` of a province, when it was made from several districts;
   ``~`` before a former one that is known without diacritics only), then ``:end of the key`` if special and
   ``=spelling`` if the spelling is not the name
"""

from __future__ import annotations

import importlib.util
import json
import math
import sqlite3
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from index.gazetteer import COMMUNE_UNITS, DATA_FILE, slug, spelling_key
from index.text import fold

SOURCE = "vietnamadminunits 1.0.4 (PyPI), copyright 2025 Tran Ngoc Minh Hieu, MIT licence, see PLACES-LICENSE"

# Districts that were merged or renamed in 2013-2025 and stand in older articles. The package knows most of them, but
# without diacritics.
FORMER_DISTRICTS = [
    ("Thông Nông", "huyện", "Cao Bằng"),
    ("Phục Hòa", "huyện", "Cao Bằng"),
    ("Quảng Uyên", "huyện", "Cao Bằng"),
    ("Trà Lĩnh", "huyện", "Cao Bằng"),
    ("Kỳ Sơn", "huyện", "Hòa Bình"),
    ("Hoành Bồ", "huyện", "Quảng Ninh"),
    ("Yên Dũng", "huyện", "Bắc Giang"),
    ("Mỹ Lộc", "huyện", "Nam Định"),
    ("Ninh Bình", "thành phố", "Ninh Bình"),
    ("Đông Sơn", "huyện", "Thanh Hóa"),
    ("Tĩnh Gia", "huyện", "Thanh Hóa"),
    ("Cửa Lò", "thị xã", "Nghệ An"),
    ("Nam Đông", "huyện", "Huế"),
    ("Huế", "thành phố", "Huế"),
    ("Nông Sơn", "huyện", "Quảng Nam"),
    ("Tây Trà", "huyện", "Quảng Ngãi"),
    ("Cát Tiên", "huyện", "Lâm Đồng"),
    ("Đạ Tẻh", "huyện", "Lâm Đồng"),
    ("Đất Đỏ", "huyện", "Bà Rịa - Vũng Tàu"),
    ("Long Điền", "huyện", "Bà Rịa - Vũng Tàu"),
    ("Tân Thành", "huyện", "Bà Rịa - Vũng Tàu"),
    ("Quận 2", "quận", "Hồ Chí Minh"),
    ("Quận 9", "quận", "Hồ Chí Minh"),
    ("Từ Liêm", "huyện", "Hà Nội"),
]

# Other spellings and short names in use.
PROVINCE_SPELLINGS = {
    "Hồ Chí Minh": ["HCM", "TPHCM", "Sài Gòn"],
    "Bà Rịa - Vũng Tàu": ["BRVT"],
    "Huế": ["Thừa Thiên Huế", "TT Huế", "TTH"],
    "Bắc Kạn": ["Bắc Cạn"],
    "Đắk Lắk": ["Đắc Lắc", "Đắk Lắc", "Đắc Lắk"],
    "Đắk Nông": ["Đắc Nông"],
    "Kon Tum": ["Công Tum"],
}
DISTRICT_SPELLINGS = {
    "Mù Căng Chải": ["Mù Cang Chải"],
    "Buôn Ma Thuột": ["Buôn Mê Thuột", "Ban Mê Thuột"],
    "Krông Pắc": ["Krông Pắk"],
    "Phan Rang - Tháp Chàm": ["Phan Rang"],
}

# A lower-case name says little when it is a word of every day. Judged name by name, over all provinces and districts
# and the communes that come after "xã" in ordinary sentences.
EVERYDAY = """Hòa Bình, Thống Nhất, Thanh Xuân, Bình Minh, Phú Quí, Chợ Mới, Cờ Đỏ, Đất Đỏ, Tam Nông, Kế Sách, Yên Bình,
    Bác Ái, Bình Định, Cao Bằng, Hải Dương, Thái Bình, Thanh Bình, Thanh Liêm, Vĩnh Cửu, Duyên Hải, Sông Mã, Đại Từ,
    Trung Bình, Đoàn Kết, Tân Tiến, Tiên Tiến, Quyết Thắng, Quyết Tiến, Đồng Tâm, Đồng Tiến, Hợp Nhất, Hợp Thành,
    Hợp Tiến, Tự Do, Độc Lập, Hạnh Phúc, Thành Công, Thắng Lợi, Trung Thành, Vinh Quang, Bình An, Dân Chủ, Cộng Hòa,
    Chấn Hưng, Thiết Kế, Thuận Lợi, Khởi Nghĩa, Liên Hiệp, Hòa Hợp, Giao An, An Toàn, Tiến Bộ, Chiến Thắng, Mai Lâm"""
EVERYDAY_BARE = """an duong, an thi, ba be, ba thuoc, ba to, ba vi, bac ai, bao thang, bau bang, binh gia,
    binh minh, cai be, cai nuoc, cai rang, cam lam, cam my, can duoc, can gio, cao bang, cat hai, cho don, cho gao,
    cho moi, chon thanh, chu se, co do, co to, con co, con cuong, con dao, cu chi, dai tu, dan phuong, dat do,
    dau tieng, di an, dien ban, dien bien, do luong, don duong, dong hoa, dong xuan, duc co, duc trong, duong kinh,
    duyen hai, gia binh, gia lai, gia lam, hai an, hai chau, hai lang, hoa binh, hoa thanh,
    hoang hoa, hoc mon, hon dat, hue, huong hoa, ke sach, la gi, lam binh, long dat, luc nam, luong tai, mang thit,
    minh hoa, moc hoa, muong la, my duc, nam can, nam dan, nam dong, nga bay, nga nam, nha be, nhu thanh,
    nhu xuan, nui thanh, o mon, phong dien, phu hoa, quan ba, quang dien, quang hoa, quy hop, song cau, song ma,
    tam binh, tam duong, tam nong, tan bien, tan binh, tan thanh, tay hoa, thang binh, thanh ba, thanh binh,
    thanh ha, thanh liem, thanh phu, thanh tri, thanh xuan, thoi binh, thoi lai, thong nhat, thu thua,
    thuan hoa, thuong tin, tieu can, tinh bien, tinh gia, tra on, tran de, trang bang, tu ky, tu nghia, tuong duong,
    uong bi, van ban, van don, van lam, van lang, van quan, van yen, vi thanh, vi thuy, vinh, vinh cuu, vu ban, vu thu,
    yen binh, trung binh, doan ket, tan tien, tien tien, quyet thang, quyet tien, dong tam, dong tien, hop nhat,
    hop thanh, hop tien, tu do, doc lap, hanh phuc, thanh cong, thang loi, trung thanh, vinh quang, binh an, dan chu,
    cong hoa, chan hung, thiet ke, thuan loi, khoi nghia, lien hiep, hoa hop, giao an, an toan, tien bo, chien thang"""

PREFIXES = {"xa": "x", "phuong": "p", "thitran": "t"}


def short(name: str) -> str:
    """The name without the remark that tells two apart: "Đầm Hà (Xã)"."""
    return name.split(" (")[0]


def split_syllables(key: str, counts: Counter[str]) -> str:
    """``phuctho`` → ``Phuc Tho``: the likeliest split into syllables that other names have."""
    total = counts.total()

    def worth(piece: str) -> float:
        rare = 1e-9 if set(piece) & set("aeiouy") else 1e-99  # a syllable that no other name has
        return math.log((counts[piece] or rare) / total)

    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(key) + 1):
        starts = range(max(0, end - 7), end)
        best.append(max((best[i][0] + worth(key[i:end]), (*best[i][1], key[i:end])) for i in starts))
    return " ".join(part.capitalize() for part in best[-1][1])


class Maker:
    def __init__(self, folder: Path) -> None:
        with sqlite3.connect(folder / "data" / "dataset.db") as database:
            columns = "provinceShort, province, districtShort, districtType, wardShort, wardType, wardAlias"
            keys = "provinceKey, districtKey, wardKey"
            self.old = database.execute(f"SELECT {columns}, {keys} FROM admin_units_legacy").fetchall()
            self.new = database.execute(
                "SELECT provinceShort, provinceKey, wardShort, wardType, wardKey FROM admin_units"
            ).fetchall()
        self.converter = json.loads((folder / "data" / "converter_2025.json").read_text(encoding="utf-8"))
        self.index: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.taken: set[str] = set()

    def text(self) -> str:
        """The whole of ``places.tsv``."""
        provinces = self.provinces()
        districts = self.districts()
        self.communes()
        self.former_communes()
        self.communes_of_today()
        everyday = ",".join(sorted(" ".join(EVERYDAY.split()).split(", ")))
        bare = ",".join(sorted({spelling_key(name) for name in EVERYDAY_BARE.split(",")}))
        index = [line for key, records in sorted(self.index.items()) for line in (key, "\t".join(records))]
        sections = [[f"# Made by make_places.py from {SOURCE}"], provinces, districts, [everyday, bare], index]
        return "\n\n".join("\n".join(section) for section in sections) + "\n"

    def add(self, spelling: str, record: str) -> None:
        self.index[spelling_key(spelling)][record] = None

    def end_of_key(self, above: str, name: str, unit: str) -> str:
        """What to write as the end of the key: nothing when the name's own is free."""
        for end in ("", f"{slug(name)}-{slug(unit)}", *(f"{slug(name)}-{n}" for n in range(2, 9))):
            key = f"{above}/{end or slug(name)}"
            if key not in self.taken:
                self.taken.add(key)
                return end
        raise ValueError(f"too many places named {name} in {above}")

    def provinces(self) -> list[str]:
        now = {old: new for new, olds in self.converter["DICT_PROVINCE"].items() for old in olds}
        names_now = {key: name for name, key, *_ in self.new}
        rows: dict[str, str] = {}
        self.province_keys: dict[str, str] = {}
        for row in self.old:
            name, unit, key = row[0], row[1].removesuffix(row[0]).strip().lower(), row[7]
            rows.setdefault(name, f"{name}\t{unit}\t{names_now[now[key]]}")
            self.province_keys[name] = key
        self.province_numbers = {name: number for number, name in enumerate(rows)}
        for name, number in self.province_numbers.items():
            self.add(name, f"P{number}")
            for spelling in PROVINCE_SPELLINGS.get(name, []):
                self.add(spelling, f"P{number}={spelling}")
        return list(rows.values())

    def districts(self) -> list[str]:
        rows: list[str] = []
        self.district_numbers: dict[tuple[str, str], int] = {}  # (key of the province, key of the district)
        self.district_slugs: list[str] = []

        def append(name: str, unit: str, province: str) -> int:
            number, above = self.province_numbers[province], slug(province)
            end = self.end_of_key(above, name, unit)
            rows.append(f"{name}\t{unit}\t{number}\t{end}")
            self.district_slugs.append(f"{above}/{end or slug(name)}")
            self.add(name, f"D{len(rows) - 1}")
            for spelling in DISTRICT_SPELLINGS.get(name, []):
                self.add(spelling, f"D{len(rows) - 1}={spelling}")
            if name.startswith("Quận "):
                self.add("Q" + name[5:], f"D{len(rows) - 1}=Q{name[5:]}")
            return len(rows) - 1

        for row in self.old:
            if row[2] and (row[7], row[8]) not in self.district_numbers:
                self.district_numbers[row[7], row[8]] = append(short(row[2]), row[3].lower(), row[0])
        for name, unit, province in FORMER_DISTRICTS:
            append(name, unit, province)
        return rows

    def communes(self) -> None:
        self.ward_places: dict[str, tuple[str, int]] = {}  # key in the converter -> province, number of the district
        self.names: set[tuple[int, str]] = set()
        for province, _, _, _, ward, unit, _, province_key, district_key, ward_key in self.old:
            number = self.district_numbers[province_key, district_key]
            self.ward_places[f"{province_key}_{district_key}_{ward_key or ''}".rstrip("_")] = (province, number)
            if ward:
                self.add_commune(short(ward), unit.lower(), number)

    def add_commune(self, name: str, unit: str, district: int) -> None:
        letter = next(letter for letter, word in COMMUNE_UNITS.items() if word == unit)
        end = self.end_of_key(self.district_slugs[district], name, unit)
        self.names.add((district, spelling_key(name)))
        record = f"{letter}{district}:{name}" + (f":{end}" if end else "")
        self.add(name, record)
        if name.startswith("Phường "):
            self.add("P" + name[7:], f"{record}=P{name[7:]}")

    def former_communes(self) -> None:
        """Communes merged before 2025: the package has their names without diacritics, as aliases."""
        counts = Counter(fold(part) for row in self.old if row[4] for part in short(row[4]).split())
        for _, _, _, _, ward, _, aliases, province_key, district_key, _ in self.old:
            number = self.district_numbers.get((province_key, district_key))
            for alias in json.loads(aliases or "[]"):
                prefix = next((p for p in PREFIXES if alias.startswith(p)), None)
                letters = alias.removeprefix(prefix or "")
                if not ward or number is None or prefix is None or letters not in json.loads(aliases):
                    continue  # a short form, or no commune at all
                name = split_syllables(letters, counts)
                key = spelling_key(name)
                if (number, key) in self.names or any(char.isdigit() for char in key):
                    continue
                self.names.add((number, key))
                end = self.end_of_key(self.district_slugs[number], name, COMMUNE_UNITS[PREFIXES[prefix]])
                record = f"~{PREFIXES[prefix]}{number}:{name}" + (f":{end}" if end else "")
                self.index[key][record] = None

    def communes_of_today(self) -> None:
        """Communes of July 2025 that bear a new name in their old district, or were made from several districts."""
        sources: defaultdict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
        for province, wards in self.converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for ward, olds in wards.items():
                sources[province, ward] |= {self.ward_places[old.rstrip("_")] for old in olds}
        for province, olds in self.converter["DICT_PROVINCE_WARD_DIVIDED"].items():
            for old, wards in olds.items():
                for ward in wards:
                    sources[province, ward["newWardKey"]].add(self.ward_places[old.rstrip("_")])
        for _, province_key, ward, unit, ward_key in self.new:
            places = sources[province_key, ward_key]
            name, unit = short(ward), unit.lower()
            if len({province for province, _ in places}) != 1:
                continue  # the package confuses two of the same name: better not known than wrong
            province = next(iter(places))[0]
            if any((number, spelling_key(name)) in self.names for _, number in places):
                continue
            if len(places) == 1:
                self.add_commune(name, unit, next(iter(places))[1])
                continue
            letter = next(letter for letter, word in COMMUNE_UNITS.items() if word == unit)
            end = self.end_of_key(slug(province), name, unit)
            self.add(name, f"{letter}P{self.province_numbers[province]}:{name}" + (f":{end}" if end else ""))


def installed() -> Path:
    """The folder of the installed package, found without importing it (that would need shapely and geopy)."""
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise SystemExit("vietnamadminunits is not installed: pip install vietnamadminunits==1.0.4, or give its folder")
    return Path(spec.origin).parent


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else installed()
    DATA_FILE.write_text(Maker(folder).text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
