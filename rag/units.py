"""What a number counts: the unit that follows it, and the noun phrase that the unit begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.article import Span
from rag.figures import Kind, Style
from rag.patterns import compile_for, words_for

__all__ = ["Unit", "Units", "units"]

# One name for each unit; nothing is converted. Written as patterns.
_CANONICAL: dict[Kind, dict[str, str]] = {
    Kind.SHARE: {
        "điểm %": r"điểm phần trăm\b|điểm %|percentage points?\b",
        "%": r"%|phần trăm\b|percent\b|per cent\b",
        "‰": r"‰|phần nghìn\b",
    },
    Kind.MONEY: {
        "đồng": r"(?:đồng(?! (?:chí|bào|hồ|nghiệp|ruộng|minh|lúa|đội))|đ|vnđ|vnd|dongs?)\b",
        "USD": r"(?:usd|us\$|đô la mỹ|đô-la mỹ|đô la|đô-la|dollars?)\b|us\$|\$",
        "EUR": r"(?:euro|eur|euros)\b|€",
        "bảng": r"(?:bảng anh|pounds sterling)\b|£",
        "nhân dân tệ": r"(?:nhân dân tệ|cny|rmb)\b",
        "yên": r"(?:yên nhật|jpy)\b",
        "xu": r"(?:xu(?! (?:hướng|thế))|cents?|penny|pence)\b",
        "shilling": r"shillings?\b",
        "franc": r"(?:francs?|phrăng)\b",
        "krone": r"(?:kron(?:e|a|or|er)|cu-ron)\b",
        "rúp": r"(?:rúp|rubles?|roubles?)\b",
        "rupee": r"rupees?\b",
        "peso": r"pesos?\b",
    },
    Kind.MEASURE: {
        "km2": r"(?:km2|km²|km vuông|ki[-\x20]lô[-\x20]mét vuông|kilômét vuông)(?![^\W_])",
        "m2": r"(?:m2|m²|mét vuông)(?![^\W_])",
        "m3": r"(?:m3|m³|mét khối|khối nước)(?![^\W_])",
        "km/h": r"km/h\b",
        "km": r"(?:km|ki[-\x20]lô[-\x20]mét|kilômét|kilomet|kilometers?|kilometres?|cây số)\b",
        "cm": r"(?:cm|xăng[-\x20]ti[-\x20]mét|centimét)\b",
        "nm": r"(?:nm|nan[oô]m[eé]t|na-nô-mét)\b",
        "mm": r"(?:mm|milimét|mi-li-mét)\b",
        "m": r"(?:m|mét|meters?|metres?)\b",
        "kg": r"(?:kg|kí|ký(?! (?:kết|hợp|tên|túc|ức|sinh))|ki[-\x20]lô[-\x20]gam|kilôgam|kilogam|ki-lô|kilograms?)\b",
        "mg": r"(?:mg|miligam|mi-li-gam)\b",
        "g": r"(?:g|gam|gram)\b",
        "tấn": r"tấn\b(?! công)|tons?\b|tonnes?\b",
        "tạ": r"tạ\b",
        "yến": r"yến\b(?! (?:sào|tiệc))",
        "lạng": r"lạng\b(?! sơn)",
        "ha": r"(?:ha|héc ta|hecta|héc-ta|hec-ta|hectares?)\b",
        "sào": r"sào\b",
        "acre": r"acres?\b",
        "mẫu": r"mẫu(?= (?:đất|ruộng|lúa|ta\b|bắc bộ|anh))",
        "lít": r"(?:lít|l|liters?|litres?)\b",
        "ml": r"(?:ml|mililit|mililít|mi-li-lít)\b",
        "°C": r"(?:â?°c|độ c)\b",
        "°F": r"(?:â?°f|độ f)\b",
        "độ": r"độ\b(?! tuổi)|°",
        "hải lý": r"hải lý\b|nautical miles?\b",
        "năm ánh sáng": r"năm ánh sáng\b|light[-\x20]years?\b",
        "dặm vuông": r"dặm vuông\b|square miles?\b",
        "dặm": r"dặm\b|miles?\b",
        "kWh": r"kwh\b",
        "kW": r"(?:kw|kilowatts?|kilôoát|ki-lô-oát)\b",
        "MW": r"(?:mw|megawatts?|mêgaoát|mê-ga-oát)\b",
        "kV": r"kv\b",
        "W": r"(?:watts?|oát)\b",
        "V": r"(?:volts?|vôn)\b",
        "feet": r"(?:feet|foot|ft|bộ anh)\b",
        "inch": r"(?:inch|inches|in-sơ)\b",
        "yard": r"(?:yards?|thước anh)\b",
        "mã lực": r"mã lực\b",
        "pound": r"pounds?\b(?! sterling)",
        "ounce": r"(?:ounces?|aoxơ)\b",
        "gallon": r"gallons?\b",
        "knot": r"knots?\b",
        "Hz": r"(?:hz|hertz)\b",
        "MHz": r"(?:mhz|megahertz|mêgahec)\b",
        "dB": r"(?:db|decibels?|đề-xi-ben)\b",
        "byte": r"bytes?\b",
        "KB": r"(?:kb|kilobytes?)\b",
        "MB": r"(?:mb|megabytes?)\b",
        "GB": r"(?:gb|gigabytes?)\b",
        "TB": r"terabytes?\b",
        "calo": r"(?:kilo)?calo\b",
    },
    Kind.TIME: {
        "tháng tuổi": r"tháng tuổi\b",
        "tuổi": r"tuổi\b(?! trẻ)",
        "năm học": r"năm học\b",
        "năm": r"năm\b(?! ngoái\b)|years?\b",
        "tháng": r"tháng\b|months?\b",
        "tuần": r"tuần\b|weeks?\b",
        "ngày": r"ngày\b(?! công)|days?\b",
        "giờ": r"(?:giờ|tiếng đồng hồ|tiếng(?= ?(?:[.,;:)]|$|mỗi)))\b|hours?\b",
        "phút": r"phút\b|minutes?\b",
        "giây": r"giây\b|seconds?\b",
        "quý": r"quý\b(?! (?:khách|vị|giá))",
        "thế kỷ": r"(?:thế kỷ|thế kỉ|centuries)\b",
        "thập kỷ": r"(?:thập kỷ|thập niên|decades?)\b",
        "đêm": r"đêm\b(?! (?:nhạc|thơ|diễn|hội))",
    },
}

# Money only behind a scale word: "1,5 triệu bảng", "83 triệu franc"; alone they may be other words.
_CURRENCIES = (
    "bảng|yên|đô(?![-\\x20]la)|won|pounds?|francs?|phrăng|mác|rúp|rubles?|roubles?|rupees?|rupiah|pesos?|baht|kíp|riel|ringgit|lira|rand"
    "|naira|florin|guilders?|shillings?|kron(?:e|a|or|er)|zloty|dinar|dirham"
)

# Nouns that are counted without another word: the unit is this syllable alone.
_NOUNS = """người hộ nhà xã huyện tỉnh thôn bản buôn làng ấp xóm phường quận khẩu em cháu cụ ông bà anh chị trẻ trường
lần loài nước vùng đội tên nghề quà tiền gạo thư sách đường bò trâu lợn gà dê vịt cá ong ngựa hội nhóm khu tổ phòng
phiếu vé giải nhà ghế cầu giếng bể mẹ hồ đảo sông tàu thuyền"""
# Classifiers say little alone: the noun behind them belongs to the unit.
_CLASSIFIERS = """căn ngôi suất lượt cái chiếc con cuốn quyển tấm bức bộ đôi cặp thửa mảnh gói túi hộp thùng bao chai
khoản vụ điểm buổi lớp cuộc thẻ đơn sổ phần tuyến đoạn giấy món chuyến ca xe bàn bếp trạm trung hòn quả trái bông cành
tập tờ bài câu mẫu lô bình két cỗ dàn bầu phiên đợt gian nền cây"""
# Words of two syllables that start like one of the above, or are counted so often that no doubt is left.
_COMPOUNDS = """giai_đoạn trường_hợp trường_học trẻ_em trẻ_nhỏ hội_nghị hội_viên hội_thảo hội_đồng hội_thi hội_chợ nhà_máy nhà_văn nhà_báo
nhà_giáo nhà_thầu nhà_tài_trợ tổ_chức tổ_viên tổ_hợp bản_tin bản_sao bản_đồ khu_vực khu_phố khu_công_nghiệp nhóm_nợ đội_viên
bộ_phận bộ_đội bộ_môn con_em điểm_số cái_tên lớp_học bài_viết đơn_vị đơn_thư trung_tâm trung_đội trạm_y_tế phòng_học
phòng_khám cây_trồng đường_dây tên_lửa tập_đoàn tập_thể giấy_phép sổ_hộ học_sinh học_viên sinh_viên giáo_viên đối_tượng
lao_động hồ_sơ tiêu_chí chỉ_tiêu công_trình dự_án mô_hình đảng_viên đoàn_viên cán_bộ gia_đình doanh_nghiệp hợp_tác_xã
công_nhân công_ty nhân_viên nhân_khẩu cộng_tác_viên tình_nguyện_viên thành_viên đại_biểu bệnh_nhân liệt_sĩ thương_binh
tân_binh thanh_niên phụ_nữ bưu_cục chương_trình chính_sách nhiệm_vụ giải_pháp sản_phẩm cơ_sở thị_trấn thị_xã thành_phố
địa_phương quốc_gia lượt_người cựu_chiến_binh nông_dân chủ_thể phương_tiện xe_đạp máy_tính ngày_công ki-ốt"""
# Where the noun phrase ends; a first syllable from here means that the number has no unit.
_STOPS = """được cho của với trong đạt là có từ tại ở trên dưới và hoặc hay do bị đã đang sẽ để theo về so bằng khi nếu
mà nhưng thì này đó kia gồm thuộc vào đến tới qua ra lên xuống còn vay nhận hưởng trở giữa sau trước như cùng chiếm tăng
giảm nhằm vì nên không chưa phải cần nữa mỗi đi nằm ngoài tương đương khoảng hơn gần cũng vẫn đều lại rồi cả trừ bởi nhờ
nào gì thế ấy nay tìm rời trực giúp các những mang chết sống năm tháng ngày quý tròn x"""
_STOP_PAIRS = """tham_gia tham_dự làm_việc trung_bình bình_quân sinh_sống đủ_điều đủ_tiêu kể_từ tính_đến đăng_ký
hỗ_trợ cư_trú hoàn_toàn đề_nghị tiếp_nhận hàng_năm hằng_năm hàng_tháng hằng_tháng hàng_ngày
hằng_ngày"""
_STOPS_EN = """of in on at for with by from to is are was were have has had that which who and or but per since than
did do does been be the a an as it they this these those will would can could received got get helped supported built
during after before between into more less each every"""
# A part of these is a share, not a count: "2/3 số hộ".
_WHOLES = "số dân diện tổng lượng sản thời chiều quãng trong tài các những đa"
# Stops that are none in these words.
_KEPT_PAIRS = "nhà_ở chỗ_ở có_công có_hoàn có_nguy có_nhu trực_thuộc thế_hệ thế_lực thế_giới nơi_ở thuộc_địa ngày_công giảm_nghèo thoát_nghèo căn_nhà căn_hộ"
_ADMINISTRATIVE = "xã huyện tỉnh thôn bản làng ấp xóm phường quận vùng khu thị thành nước"
# Behind "trên" these are places ("trên 3 địa bàn"), behind "dưới" manners ("dưới 2 hình thức").
_LOCATIVES = "địa lĩnh tuyến trang mạng phương mặt khía kênh hình góc dạng bình cương"

_SYLLABLE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_GAP = re.compile(r"[ ]+")
_MAX_SYLLABLES = 10
_BRACKET = re.compile(r" ?\([^()\n]{1,40}\) ?")
_PER = r" ?/ ?(?:(?P<many>1?[0-9]{1,3}(?:\.000)+|vạn|nghìn|một|1) ?)?"


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    kind: Kind
    start: int
    end: int
    noun: Span | None
    sure: bool  # a known unit or counted noun: no label, no name
    first: str  # its first syllable as read


class Units:
    """Reads units in texts of one style."""

    def __init__(self, style: Style) -> None:
        self.style = style
        # One group for each unit, in the order of _CANONICAL: the group that matched tells which one it is.
        self._names = [(kind, name) for kind, names in _CANONICAL.items() for name in names]
        sources = [source for names in _CANONICAL.values() for source in names.values()]
        self._known = compile_for(style, " ?(?:" + "|".join(f"({source})" for source in sources) + ")")
        self._money_scaled = compile_for(style, rf" ?({_CURRENCIES})\b")
        self._among = compile_for(style, r" trong (?:tổng )?số (?:những|các) ?")
        self._per = compile_for(style, _PER)
        self.nouns, self.classifiers = words_for(style, _NOUNS), words_for(style, _CLASSIFIERS)
        self.compounds = words_for(style, _COMPOUNDS)
        self.stops = words_for(style, _STOPS_EN if style is Style.ENGLISH else _STOPS)
        self.later_stops = words_for(style, "tổng trị")  # "2.340 suất quà tổng trị giá", but "5% tổng số hộ"
        self.stop_pairs, self.kept_pairs = words_for(style, _STOP_PAIRS), words_for(style, _KEPT_PAIRS)
        self.wholes, self.administrative = words_for(style, _WHOLES), words_for(style, _ADMINISTRATIVE)
        self.criteria = words_for(style, "tiêu_chí chỉ_tiêu nội_dung trường trường_học điểm_trường phòng_ban đơn_vị")
        self.age = "tuổi"
        self.money = "" if style is Style.ENGLISH else "đồng"  # what "15 tỷ" means; "million" names no currency
        self.locatives = words_for(style, _LOCATIVES)

    def read(self, text: str, low: str, position: int, end: int, scaled: bool = False) -> Unit | None:
        """The unit that begins at ``position``, or behind a short bracket there: "68.511 (43,3%) hộ"; or
        behind what it is a part of: "ba trong số những công trình"."""
        unit = self._read(text, low, position, end, scaled)
        if unit is None and (among := self._among.match(low, position, end)):
            return self._read(text, low, among.end(), end, scaled)
        if unit is None and (bracket := _BRACKET.match(low, position, end)):
            unit = self._read(text, low, bracket.end() - (low[bracket.end() - 1] == " "), end, scaled)
            if unit is not None and not unit.sure:
                return None
        return unit

    def _read(self, text: str, low: str, position: int, end: int, scaled: bool) -> Unit | None:
        known = self._read_known(text, low, position, end, scaled)
        unit = known or self._read_noun(text, low, position, end)
        return self._with_rate(text, low, unit, end) if unit else None

    def _read_known(self, text: str, low: str, position: int, end: int, scaled: bool) -> Unit | None:
        if scaled and (match := self._money_scaled.match(low, position, end)):
            return self._unit(
                text[match.start(1) : match.end()].lower(), Kind.MONEY, low, match.start(1), match.end(), end
            )
        match = self._known.match(low, position, end)
        if match and match.lastindex:
            kind, name = self._names[match.lastindex - 1]
            return self._unit(name, kind, low, match.start(match.lastindex), match.end(), end)
        return None

    def _unit(self, name: str, kind: Kind, low: str, start: int, stop: int, end: int) -> Unit:
        rest = self._syllables(low, stop, end)
        if kind is Kind.SHARE:  # "95% hộ dân": the share of what
            noun = Span(rest[0][0], rest[-1][1]) if rest else None
        else:
            noun = Span(start, rest[-1][1] if rest else stop)
        return Unit(name, kind, start, stop, noun, True, low[start:stop])

    def _syllables(self, low: str, position: int, end: int) -> list[tuple[int, int]]:
        """The spans of the syllables from ``position`` up to the end of the noun phrase."""
        found: list[tuple[int, int]] = []
        while len(found) < _MAX_SYLLABLES:
            gap = _GAP.match(low, position, end)
            start = gap.end() if gap else position
            if found and not gap:
                break
            match = _SYLLABLE.match(low, start, end)
            if not match:
                break
            word = match.group()
            following = _GAP.match(low, match.end(), end)
            second = _SYLLABLE.match(low, following.end(), end) if following else None
            pair = f"{word} {second.group()}" if second else word
            kept = pair in self.kept_pairs or (found and f"{low[slice(*found[-1])]} {word}" in self.kept_pairs)
            if found and word in self.later_stops:
                break
            if (word in self.stops and not kept) or pair in self.stop_pairs:
                break
            found.append((match.start(), match.end()))
            position = match.end()
        return found

    def _read_noun(self, text: str, low: str, position: int, end: int) -> Unit | None:
        spans = self._syllables(low, position, end)
        if not spans:
            return None
        words = [low[a:b] for a, b in spans]
        size, sure = self._noun_size(text, words, spans)
        stop = spans[size - 1][1]
        name = " ".join(text[a:b] for a, b in spans[:size])
        name = name if any(c.isupper() for c in name[1:]) else name.lower()
        return Unit(name, Kind.COUNT, spans[0][0], stop, Span(spans[0][0], spans[-1][1]), sure, words[0])

    def _noun_size(self, text: str, words: list[str], spans: list[tuple[int, int]]) -> tuple[int, bool]:
        """(syllables that make the unit, whether it is a known one)."""

        def size_at(i: int) -> tuple[int, bool]:
            if i >= len(words):
                return 0, False
            for length in (3, 2):
                if " ".join(words[i : i + length]) in self.compounds and len(words) >= i + length:
                    return length, True
            if words[i] in self.nouns:
                return 1, True
            word = text[spans[i][0] : spans[i][1]]
            if self.style is Style.ENGLISH or (len(word) > 1 and word.isupper()):
                return 1, self.style is Style.ENGLISH
            return min(2, len(words) - i), False

        if words[0] in self.classifiers and " ".join(words[:2]) not in self.compounds:
            return 1 + size_at(1)[0], True
        return size_at(0)

    def rate(self, text: str, low: str, position: int, end: int) -> tuple[str, int]:
        """("/suất", its end) of what a bare amount counts by: "300 nghìn/suất"; ("", position) without one."""
        slash = self._per.match(low, position, end)
        per = slash and (
            self._read_known(text, low, slash.end(), end, False) or self._read_noun(text, low, slash.end(), end)
        )
        return (f"/{per.name}", per.end) if slash and per and per.start == slash.end() else ("", position)

    def _with_rate(self, text: str, low: str, unit: Unit, end: int) -> Unit:
        """Adds "/người" to "đồng"; "thôn/bản" is one thing under two names and no rate."""
        stop, name = unit.end, unit.name
        while slash := self._per.match(low, stop, end):
            if low[stop : slash.end()].count("/") != 1:
                break
            known = self._read_known(text, low, slash.end(), end, False)
            per = known or self._read_noun(text, low, slash.end(), end)
            if per is None or per.start != slash.end():
                break
            if not known and unit.first in self.administrative and per.first in self.administrative:
                break
            many = text[slash.start("many") : slash.end("many")] + " " if slash.group("many") else ""
            name, stop = f"{name}/{many}{per.name}", per.end
        if stop == unit.end:
            return unit
        return Unit(
            name,
            unit.kind,
            unit.start,
            stop,
            Span(unit.start, max(stop, unit.noun.end if unit.noun else stop)),
            True,
            unit.first,
        )


@lru_cache(maxsize=3)
def units(style: Style) -> Units:
    return Units(style)
