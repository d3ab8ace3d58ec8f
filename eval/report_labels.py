"""The words of reports in English and Vietnamese, and numbers as each language writes them."""

from __future__ import annotations

from eval.measures import Group, Measure, Unit

__all__ = ["LANGUAGES", "figure", "full_label", "number", "percent", "points", "say"]

LANGUAGES = ("en", "vi")

_WORDS: dict[str, tuple[str, str]] = {
    "report": ("Grounding evaluation", "Đánh giá độ tin cậy"),
    Group.ANSWERS: ("Answers", "Câu trả lời"),
    Group.GROUNDING: ("Grounding", "Căn cứ"),
    Group.WITHHOLDING: ("Withholding", "Từ chối trả lời"),
    Group.RETRIEVAL: ("Retrieval", "Tìm kiếm"),
    "measure": ("measure", "chỉ số"),
    "value": ("value", "giá trị"),
    "interval": ("95% interval", "khoảng tin cậy 95%"),
    "count": ("n", "n"),
    "tags": ("By tag", "Theo loại câu hỏi"),
    "tag": ("tag", "loại"),
    "right": ("right in all", "đúng toàn bộ"),
    "number": ("number right", "số đúng"),
    "wrong_shown": ("wrong shown", "đưa ra sai"),
    "reasons": ("Withheld, by reason", "Từ chối, theo lý do"),
    "reason": ("reason", "lý do"),
    "withheld": ("withheld", "đã từ chối"),
    "reason_right": ("reason right", "đúng lý do"),
    "place_not_found": ("place not found", "không có nơi này"),
    "time_not_covered": ("time not covered", "không có thời gian này"),
    "not_in_articles": ("not in the articles", "không có trong bài viết"),
    "off_topic": ("off topic", "ngoài chủ đề"),
    "baselines": ("Beside the trivial assistants", "So với trợ lý tầm thường"),
    "assistant": ("assistant", "trợ lý"),
    "this": ("this one", "trợ lý này"),
    "always": ("always withholds", "luôn từ chối"),
    "never": ("never withholds", "không bao giờ từ chối"),
    "precision": ("precision", "độ chính xác"),
    "recall": ("recall", "độ phủ"),
    "f1": ("F1", "F1"),
    "accuracy": ("right decision", "quyết định đúng"),
    "timings": ("Time, milliseconds", "Thời gian, mili giây"),
    "stage": ("stage", "bước"),
    "cold": ("first question", "câu hỏi đầu"),
    "question": ("question", "câu hỏi"),  # also the stage in which it is analysed
    "whole": ("whole call", "cả lượt hỏi"),
    "embed": ("embed", "nhúng câu hỏi"),
    "search": ("search", "tìm đoạn"),
    "read": ("read", "đọc"),
    "compose": ("compose", "viết câu trả lời"),
    "total": ("total", "tổng"),
    "conditions": ("Measured on", "Đo trên"),
    "seed": ("seed", "hạt giống"),
    "processor": ("processor", "bộ xử lý"),
    "cores": ("cores", "số nhân"),
    "system": ("system", "hệ điều hành"),
    "libraries": ("library", "thư viện"),
    "memory_mb": ("memory at its most, MB", "bộ nhớ nhiều nhất, MB"),
    "collection": ("collection", "bộ sưu tập"),
    "version": ("version", "phiên bản"),
    "model": ("model", "mô hình"),
    "articles": ("articles", "số bài"),
    "paragraphs": ("paragraphs", "số đoạn"),
    "megabytes": ("megabytes", "megabyte"),
    "points": ("pts", "điểm %"),
    "comparison": ("{b} against {a}", "{b} so với {a}"),
    "change": ("change", "thay đổi"),
    "chance": ("p", "p"),
    "verdict": ("verdict", "kết luận"),
    "better": ("better", "tốt hơn"),
    "worse": ("worse", "kém hơn"),
    "by_chance": ("may be chance", "có thể do ngẫu nhiên"),
    "became_right": ("Became right", "Trở nên đúng"),
    "became_wrong": ("Became wrong", "Trở nên sai"),
    "none": ("none", "không có"),
    "variants": ("Side by side", "Đặt cạnh nhau"),
    "variant": ("run", "lần chạy"),
    "drops": ("What each changes, question by question", "Mỗi thay đổi làm khác đi điều gì, theo từng câu hỏi"),
    "no-diacritics": ("no diacritics", "không dấu"),
    "typos": ("typos", "lỗi gõ"),
    "lower-case": ("lower case", "chữ thường"),
    "dense-only": ("meaning only", "chỉ theo nghĩa"),
    "words-only": ("words only", "chỉ theo từ"),
    "no-header": ("without the context header", "không có đầu đề ngữ cảnh"),
    "no-scope": ("without place and time", "không xét nơi và thời gian"),
    "given-article": ("given the right article", "khi được đưa đúng bài"),
    "curve": ("Risk and coverage", "Rủi ro và độ phủ"),
    "coverage": ("share of questions answered", "tỷ lệ câu được trả lời"),
    "risk": ("share of these wrong", "tỷ lệ sai trong số đó"),
    "latency": ("Time of a question (milliseconds)", "Thời gian một câu hỏi (mili giây)"),
    "errors": ("Wrong questions by tag", "Câu sai theo loại"),
    "questions": ("questions", "câu hỏi"),
    "wrong_answers": ("What went wrong", "Những câu sai"),
    "all_right": ("Every question was right.", "Mọi câu hỏi đều đúng."),
    "expected": ("expected", "đáp án"),
    "answered": ("answered", "đã trả lời"),
    "must_withhold": ("to be withheld", "phải từ chối"),
    "was_withheld": ("withheld", "đã từ chối"),
    "raised": ("the assistant raised", "trợ lý gặp lỗi"),
    "confidence": ("confidence", "độ tin cậy"),
    "nearest": ("nearest, not an answer", "gần nhất, không phải câu trả lời"),
    "in_article": ("in", "trong"),
    "after": ("after", "sau câu"),
    "optimal": ("best possible with these answers", "tốt nhất có thể với các câu trả lời này"),
    "width_note": (
        "Where all questions agree the interval has no width; with n of n right the true share may still be about 1 − 3/n.",
        "Khi mọi câu giống nhau, khoảng tin cậy không có độ rộng; đúng n trên n thì tỷ lệ thật vẫn có thể chỉ khoảng 1 − 3/n.",
    ),
}


def say(word: str, lang: str, **values: str) -> str:
    """A word of the report in the language; one that is not listed stays as it is (stages, tags, reasons to come)."""
    pair = _WORDS.get(word)
    text = word if pair is None else pair[lang == "vi"]
    return text.format(**values) if values else text


def number(value: float, lang: str, places: int = 1) -> str:
    """``1234.5`` as 1,234.5 or 1.234,5."""
    text = f"{value:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def percent(value: float, lang: str) -> str:
    """``0.941`` as 94.1% or 94,1%."""
    return f"{number(value * 100, lang)}%"


def figure(value: float | None, measure: Measure, lang: str) -> str:
    """A figure in the unit of its measure; a dash where it is undefined."""
    if value is None:
        return "–"
    if measure.unit is Unit.SHARE:
        return percent(value, lang)
    return number(value, lang, 2 if measure.unit is Unit.COUNT else 4)


def points(change: float, measure: Measure, lang: str) -> str:
    """A difference of two figures, with its sign; shares in percentage points."""
    sign = "+" if change > 0 else "−" if change < 0 else ""
    if measure.unit is Unit.SHARE:
        return f"{sign}{number(abs(change) * 100, lang)} {say('points', lang)}"
    return sign + figure(abs(change), measure, lang)


def full_label(measure: Measure, lang: str) -> str:
    """The label of a measure outside the table of its group, where “F1” alone could be of anything."""
    label = measure.label(lang)
    return f"{say(measure.group, lang)}: {label}" if measure.group is Group.WITHHOLDING and measure.whole else label
