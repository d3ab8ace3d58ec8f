"""The whole way from a question to a checked answer."""

from __future__ import annotations

import logging
import re
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from index.article import Span
from index.collection import Collection
from index.errors import BadInput
from index.text import fold, normalize, words
from index.words import Field
from rag.answer import Answer, Citation, Reason, Shown, Status, planned
from rag.asked import Asked
from rag.asked_places import AskedPlace, asked_places
from rag.asked_time import AskedTime
from rag.conversation import complete
from rag.deciding import Decision, Judged, add_parts, decide_quantities
from rag.grounding import QUOTE_WORDS, GroundingError, Quote, best_window, quote_span
from rag.lexicon import Token, tokens
from rag.parsed import ParsedPassage
from rag.parsing import parse
from rag.phrasing import Lang, abstention, answer_text, number_vi, say
from rag.question import Question, analyse
from rag.reading import Candidate, read_quantities
from rag.retrieval import FEWEST, HEADER_WEIGHT, Retrieved, search, worth_reading
from rag.sentences import decide_sentences, read_sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MAX_QUESTION", "Assistant", "Settings", "Trace"]

_log = logging.getLogger(__name__)

MAX_QUESTION = 2_000  # code points; a question, not a document
PASSAGES_READ = 16
_PARSED_HELD = 4096
_SOMETHING = 0.5  # of a question's content must stand in one place for the articles to have to do with it
_HELP = re.compile(
    r"^(?:xin chao|chao|hello|hi|alo|hey|chao ban)\b[\s!.,]*\w*$|\b(?:ban|may) (?:la ai|lam duoc gi|co the lam gi|giup duoc gi)\b"
    r"|\bwhat can you do\b|\bwho are you\b|^(?:help|tro giup|giup toi)\W*$|^cam on\b|^thank"
)


class Embeds(Protocol):
    """As much of an embedder as answering needs."""

    @property
    def name(self) -> str: ...

    def embed_question(self, text: str) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What the evaluation takes away from the assistant to see what it is worth."""

    dense_weight: float | None = None  # of meaning against words, 0 to 1; None: by how the question is typed
    header_weight: float = HEADER_WEIGHT
    scope: bool = True  # keep to the places and the years that a question names


@dataclass(slots=True)
class Trace:
    """How an answer came about, for ``--explain`` and for the evaluation."""

    question: Question | None = None
    places: tuple[AskedPlace, ...] = ()
    retrieved: list[Retrieved] = field(default_factory=list)
    decision: Decision | None = None


class _CollectionWords:
    """The collection's vocabulary as the analysis of a question wants it."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    @property
    def size(self) -> int:
        return self._collection.size

    def document_frequency(self, form: str, *, folded: bool) -> int:
        return self._collection.document_frequency(form, Field.FOLDED if folded else Field.EXACT)


class Assistant:
    """Answers questions over one collection. Safe to use from several threads at once."""

    def __init__(self, collection: Collection, embedder: Embeds, settings: Settings | None = None) -> None:
        self._collection = collection
        self._settings = settings or Settings()
        self._embedder = embedder
        self._parsed: OrderedDict[tuple[str, int, bool], ParsedPassage] = OrderedDict()

    def ask(
        self, question: str, history: Sequence[str] = (), *, lang: Lang = Lang.VI, trace: Trace | None = None
    ) -> Answer:
        """Answers, or abstains and says why.

        ``history``: the earlier questions of the conversation, oldest first. Raises BadInput for a question that is
        empty or longer than ``MAX_QUESTION``. All of one answer comes from one state of the collection.
        """
        started = time.perf_counter()
        timings: dict[str, float] = {}

        def lap(stage: str, since: float) -> float:
            now = time.perf_counter()
            timings[stage] = (now - since) * 1000
            return now

        text = normalize(question).strip()
        if not text:
            raise BadInput(
                "the question is empty: type what you want to know, for example “Đầm Hà hỗ trợ bao nhiêu nhà?”"
            )
        if len(text) > MAX_QUESTION:
            raise BadInput(f"the question has {len(text):,} characters, at most {MAX_QUESTION:,} are read: shorten it")
        self._collection = collection = self._collection.latest()
        trace = trace if trace is not None else Trace()
        about = {"id": collection.info.id, "version": collection.info.version}

        def finish(answer: Answer) -> Answer:
            timings["total"] = (time.perf_counter() - started) * 1000
            try:
                return answer.check()
            except GroundingError as error:  # a defect of ours: better no answer than one that does not hold
                _log.error("the answer to %r failed its check: %s", text, error)
                words_of_it = abstention(Reason.NOT_IN_ARTICLES, (), (), lang=lang)
                return _abstain(
                    text, answer.understood_as, Reason.NOT_IN_ARTICLES, words_of_it, timings=timings, collection=about
                )

        if not any(w.text.isalpha() for w in words(text)):
            return finish(_abstain(text, text, Reason.OFF_TOPIC, say(lang, "words"), timings=timings, collection=about))
        if _HELP.search(fold(text)):
            return finish(
                _abstain(text, text, Reason.OFF_TOPIC, _help(collection, lang), timings=timings, collection=about)
            )

        known = frozenset(collection.place_keys().values())
        asked = complete(text, history, lambda t: analyse(t, _CollectionWords(collection), known_places=known))
        settings = self._settings
        if not asked.terms and not asked.context:  # "bao nhiêu?", "năm 2017?": nothing is asked for
            shown = _help(collection, lang)
            return finish(_abstain(text, asked.understood, Reason.OFF_TOPIC, shown, timings=timings, collection=about))
        places = asked_places(asked, collection) if settings.scope else ()
        if not settings.scope:
            asked = replace(asked, time=AskedTime())
        trace.question, trace.places = asked, places
        at = lap("question", started)

        lost = tuple(p.name for p in places if not p.keys)
        keys = frozenset(key for p in places for key in p.keys)
        vector = self._embedder.embed_question(f"{asked.background} {asked.reading}".strip())
        at = lap("embed", at)
        retrieved = search(
            asked, vector, collection, k=PASSAGES_READ, places=keys if keys and not lost else None,
            header_weight=settings.header_weight, dense_weight=settings.dense_weight,
        )  # fmt: skip
        trace.retrieved = retrieved
        at = lap("search", at)
        read = self._read(retrieved, collection, asked.folded, known)
        if lost:
            decision = Decision(
                reason=Reason.PLACE_NOT_FOUND, missing=lost, why="a place of the question is in no article"
            )
            decision.judged = decide_sentences(asked, read_sentences(asked, read), ()).judged
        else:
            decision = self._decide(asked, read, places, searched=not keys and collection.size >= FEWEST)
        trace.decision = decision
        at = lap("read", at)
        if decision.reason is not None:
            nearest = _nearest(decision)
            shown = abstention(decision.reason, decision.missing, nearest, lang=lang, places=places)
            answer = _abstain(
                text, asked.understood, decision.reason, shown,
                missing=decision.missing, nearest=nearest, timings=timings, collection=about,
            )  # fmt: skip
        else:
            answer = _compose(text, asked, decision, places, lang, timings, about)
        lap("compose", at)
        return finish(answer)

    def _read(
        self, retrieved: Sequence[Retrieved], collection: Collection, folded: bool, known: frozenset[str]
    ) -> list[tuple[ParsedPassage, float]]:
        read = []
        worth = worth_reading(retrieved)
        for one, passage in zip(worth, collection.passages([r.pid for r in worth]), strict=True):
            article = collection.article(passage.article_id)
            key = (article.id + ":" + article.sha256, passage.ordinal, folded)
            parsed = self._parsed.get(key)
            if parsed is None or parsed.article is not article:
                parsed = parse(article, passage.ordinal, folded=folded, known=known)
                self._parsed[key] = parsed
                while len(self._parsed) > _PARSED_HELD:
                    self._parsed.popitem(last=False)
            read.append((parsed, one.score))
        return read

    def _decide(
        self,
        asked: Question,
        read: Sequence[tuple[ParsedPassage, float]],
        places: Sequence[AskedPlace],
        *,
        searched: bool,
    ) -> Decision:
        if asked.numeric or asked.is_claim or (asked.asked is Asked.ANY and places):
            found = tokens(asked.reading, folded=asked.folded)
            decision = decide_quantities(asked, read_quantities(asked, _own(asked, found), read), places, searched)
            if decision.reason is None:
                parts = [(part, read_quantities(part, _own(part, found), read)) for part in asked.also]
                add_parts(decision, parts, places)
            # A rank may also be told in words: "đứng đầu cả nước".
            if asked.asked not in (Asked.ANY, Asked.RANK) or decision.reason is None:
                return _off_topic(decision, places)
        return _off_topic(decide_sentences(asked, read_sentences(asked, read), places, searched), places)


def _own(asked: Question, found: Sequence[Token]) -> list[Token]:
    """The words of a question, without those of the other things asked in the same breath."""
    others = set() if asked.background else {term.position for term in asked.context}
    return [token for i, token in enumerate(found) if i not in others]


def _off_topic(decision: Decision, places: Sequence[AskedPlace]) -> Decision:
    """A question that names no place and of whose words hardly any stand together anywhere is about something else."""
    near = max((j.candidate.coverage for j in decision.judged), default=0.0)
    if decision.reason in (Reason.NOT_IN_ARTICLES, Reason.TIME_NOT_COVERED) and not places and near < _SOMETHING:
        decision.reason, decision.missing = Reason.OFF_TOPIC, ()
    return decision


def _help(collection: Collection, lang: Lang) -> str:
    heads = collection.articles()
    places = list(dict.fromkeys(h.places[0] for h in heads if h.places))
    if not places:
        return say(lang, "help_no_place", articles=len(heads))
    return say(lang, "help", articles=len(heads), places=", ".join(places[:8]), place=places[0])


def _abstain(
    question: str,
    understood: str,
    reason: Reason,
    text: str,
    *,
    missing: tuple[str, ...] = (),
    nearest: tuple[Citation, ...] = (),
    timings: dict[str, float],
    collection: dict[str, str],
) -> Answer:
    return Answer(
        question=question,
        understood_as=understood,
        status=Status.ABSTAINED,
        text=text,
        reason=reason,
        missing=missing,
        nearest=nearest,
        timings_ms=timings,
        collection=collection,
    )


def _quote(candidate: Candidate, targets: Sequence[Span]) -> Quote:
    article, sentence = candidate.passage.article, Span(candidate.sentence.start, candidate.sentence.end)
    head = candidate.sentence.head
    if head and len(words(article.text[head.start : sentence.end])) <= QUOTE_WORDS:
        return Quote.cut(article, head.start, sentence.end)  # a row says little without what its columns are
    if candidate.quantity is None:
        span = best_window(article.text, sentence, candidate.marks)
    else:
        span = quote_span(article.text, sentence, targets)
    return Quote.cut(article, span.start, span.end)


def _nearest(decision: Decision, most: int = 3) -> tuple[Citation, ...]:
    """The passages that came closest, one a sentence."""
    quotes: list[Quote] = []
    for judged in decision.judged:
        candidate = judged.candidate
        q = candidate.quantity
        target = Span(q.start, q.end) if q else Span(candidate.sentence.start, candidate.sentence.start)
        quote = _quote(candidate, [target])
        if quote not in quotes:
            quotes.append(quote)
        if len(quotes) == most:
            break
    return tuple(Citation(n, quote) for n, quote in enumerate(quotes, 1))


def _compose(
    text: str,
    asked: Question,
    decision: Decision,
    places: Sequence[AskedPlace],
    lang: Lang,
    timings: dict[str, float],
    about: dict[str, str],
) -> Answer:
    citations: list[Citation] = []
    figures: list[Shown] = []
    by_sentence: dict[tuple[str, int], list[Judged]] = {}
    for judged in decision.shown:
        candidate = judged.candidate
        by_sentence.setdefault((candidate.passage.article.id, candidate.sentence.start), []).append(judged)
    numbers: dict[int, int] = {}
    for group in by_sentence.values():
        for quote, members in _quotes(group):
            citations.append(Citation(len(citations) + 1, quote))
            for member in members:
                numbers[id(member)] = len(citations)
    for judged in decision.shown:
        q = judged.candidate.quantity
        if q is None:
            continue
        if asked.wants_plan:
            q = planned(q, judged.candidate.passage.article.text)
        figures.append(
            Shown(
                quantity=q,
                citation=numbers[id(judged)],
                place=judged.place.name if judged.place else None,
                time=str(judged.time) if judged.time else None,
                time_from=judged.time.source if judged.time else None,
                text=judged.candidate.passage.article.text[q.start : q.end],
            )
        )
    figures += _sum(asked, figures)
    missing = tuple(
        p.name for p in places if len(places) > 1 and not any(j.place and p.is_place(j.place) for j in decision.shown)
    )
    claimed = ", ".join(asked.reading[q.start : q.end] for q in asked.claimed) if asked.is_claim else None
    return Answer(
        question=text,
        understood_as=asked.understood,
        status=Status.ANSWERED,
        text=answer_text(figures, citations, lang=lang, claimed=claimed, conflict=decision.conflict, missing=missing),
        missing=missing,
        quantities=tuple(figures),
        conflict=decision.conflict,
        citations=tuple(citations),
        confidence=decision.chance,
        timings_ms=timings,
        collection=about,
    )


def _quotes(group: Sequence[Judged]) -> list[tuple[Quote, list[Judged]]]:
    """One quote for the figures of a sentence if they fit into one, else one for each."""
    spans = [Span(j.candidate.quantity.bound_start, j.candidate.quantity.end) for j in group if j.candidate.quantity]
    sentence = group[0].candidate.sentence
    together = _quote(group[0].candidate, spans or [Span(sentence.start, sentence.start)])
    if len(words(together.text)) <= QUOTE_WORDS and all(together.holds(s) for s in spans):
        return [(together, list(group))]
    return [(_quote(j.candidate, [s]), [j]) for j, s in zip(group, spans, strict=True)]


def _sum(asked: Question, figures: Sequence[Shown]) -> list[Shown]:
    """The sum of the figures, when a total is asked for or a claimed figure is just that sum; labelled as computed."""
    if len(figures) < 2 or len({(f.quantity.unit, f.quantity.kind, f.place, f.time) for f in figures}) != 1:
        return []
    first = figures[0].quantity
    total = sum(f.quantity.value for f in figures)
    claimed = asked.is_claim and any(q.value == total for q in asked.claimed)
    if (not claimed and not asked.wants_total) or first.range_end is not None or first.kind.value == "share":
        return []
    written = " + ".join(number_vi(f.quantity.value) for f in figures)
    return [
        Shown(
            quantity=replace(first, value=total, bound=None, of=None, of_kind=None),
            citation=figures[0].citation,
            place=figures[0].place,
            time=figures[0].time,
            time_from=figures[0].time_from,
            text=f"{written} = {number_vi(total)} {first.unit}".strip(),
            computed_from=tuple(range(len(figures))),
        )
    ]
