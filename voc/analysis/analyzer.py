"""The way of a batch of records: clean, split, score, extract, assess; one text is a batch of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.cities import load_cities
from corpora.facts import load_figure_cues
from corpora.rules import Rules, load_rules
from corpora.taxonomy import Taxonomy, load_taxonomy
from models.errors import ArtifactError
from models.heads.base import PositionClassifier
from models.heads.polarity import PolarityHead
from models.registry import encoder_version, load_classifier, load_polarity
from voc.analysis.aspects import best_clause, find_aspects
from voc.analysis.doubt import doubts
from voc.analysis.events import find_events
from voc.analysis.journey import fault_of, journey_of
from voc.analysis.opinion import decide_intent, decide_sentiments
from voc.analysis.scores import Scored, score_texts
from voc.entities.extract import Facts, extract
from voc.text.clean import CleanText, clean
from voc.text.keywords import keywords
from voc.text.segment import Segmenter, load_segmenter
from voc.text.split import clauses, sentences
from voc.triage.assess import assess
from voc.triage.calendar import WorkingCalendar
from voc.triage.subject import Subject
from voc.types import Analysis, Entities, Feedback, Span, Versions

SAFETY, ESCALATION = 0, 1


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Everything loaded that an analysis needs; built once by :func:`load_analyzer`.

    Attributes
    ----------
    network
        The classifier.
    polarity
        General polarity of any text.
    taxonomy, rules, calendar, segmenter
        Data and engines of the other steps.
    versions
        What every result is stamped with.
    """

    network: PositionClassifier
    polarity: PolarityHead
    taxonomy: Taxonomy
    rules: Rules
    calendar: WorkingCalendar
    segmenter: Segmenter
    versions: Versions

    def analyze(self, records: Sequence[Feedback]) -> list[Analysis]:
        """Analyse records, in order; the raw text is cleaned and redacted before anything else sees it."""
        cleaned = [clean(record.text) for record in records]
        spans = [sentences(item.text) for item in cleaned]
        scored = score_texts([item.text for item in cleaned], spans, network=self.network)
        read = self.polarity.read([item.text for item in cleaned])
        sentiments = decide_sentiments(scored, read, weights=self.network.tuning.opinion)
        return [
            self._analysis(record, item, own, scores, sentiment)
            for record, item, own, scores, sentiment in zip(records, cleaned, spans, scored, sentiments, strict=True)
        ]

    def _event(self, scored: Scored, number: int, cue: Span | None, text: str, parts: Sequence[Span]) -> Span | None:
        """Return where an event is told: by the learned head, or by a cue when the head is not sure."""
        threshold = self.network.tuning.event_thresholds[number]
        if cue is not None:
            return cue
        if scored.events[number] < threshold:
            return None
        return best_clause(text, parts, scored.positions[:, self.network.labels * 3 + number])

    def _analysis(
        self, record: Feedback, cleaned: CleanText, own: tuple[Span, ...], scored: Scored, sentiment: int
    ) -> Analysis:
        text = cleaned.text
        parts = clauses(text)
        aspects = find_aspects(text, parts, scored, thresholds=self.network.tuning.thresholds, taxonomy=self.taxonomy)
        cues = find_events(text, clauses=parts)
        safety = self._event(scored, SAFETY, cues.safety, text, parts)
        escalation = self._event(scored, ESCALATION, cues.escalation, text, parts)
        waits = load_figure_cues().wait_about
        facts = extract(
            text,
            sent_at=record.created_at,
            brand=record.brand,
            model=record.model,
            city=record.city,
            nps=record.nps,
            waiting=any(aspect.polarity < 0 and aspect.code in waits for aspect in aspects),
        )
        intent = decide_intent(scored.intents, aspects, safety=safety is not None, escalation=escalation is not None)
        subject = Subject(
            text=text,
            channel=record.channel,
            aspects=aspects,
            intent=intent,
            sentiment=sentiment,
            entities=facts.entities,
            spans=facts.spans,
            safety=safety,
            escalation=escalation,
            journey=journey_of(aspects, taxonomy=self.taxonomy),
            fault=fault_of(aspects, safety=safety is not None, taxonomy=self.taxonomy),
            created_at=record.created_at,
            city_tier=_tier(facts),
        )
        return Analysis(
            id=record.id,
            channel=record.channel,
            text=text,
            sentences=own,
            aspects=aspects,
            intent=intent,
            sentiment=sentiment,
            journey=subject.journey,
            fault=subject.fault,
            entities=_rounded(facts.entities),
            safety=safety is not None,
            escalation=escalation is not None,
            assessment=assess(subject, rules=self.rules, calendar=self.calendar),
            keywords=keywords(text, segmenter=self.segmenter),
            duplicate_of=None,
            redactions=cleaned.redactions,
            versions=self.versions,
            created_at=record.created_at,
            unsure=doubts(scored, aspects),
        )


def _tier(facts: Facts) -> str | None:
    city = facts.entities.city
    found = load_cities().cities.get(city) if city else None
    return found.tier if found else None


def _rounded(entities: Entities) -> Entities:
    return Entities(
        entities.brand,
        entities.model,
        entities.city,
        None if entities.wait_days is None else round(float(entities.wait_days), 2),
        None if entities.amount_yuan is None else round(float(entities.amount_yuan), 2),
        None if entities.nps is None else round(float(entities.nps), 2),
    )


def load_analyzer(*, classifier: str = "builtin", segmenter: str = "rjieba") -> Analyzer:
    """Load models, lexicons and rules.

    Parameters
    ----------
    classifier
        ``builtin`` or the folder of an artifact.
    segmenter
        ``rjieba`` or ``jieba``.

    Raises
    ------
    models.artifacts.ArtifactError
        The classifier cannot be loaded.
    """
    network = load_classifier(classifier)
    taxonomy = load_taxonomy()
    if network.labels != len(taxonomy.ids):
        raise ArtifactError(f"分类模型有 {network.labels} 个标签，标签体系有 {len(taxonomy.ids)} 个：请重新训练")
    rules = load_rules()
    versions = Versions(taxonomy.version, encoder_version(), network.name, rules.version)
    return Analyzer(
        network, load_polarity(), taxonomy, rules, WorkingCalendar(rules), load_segmenter(segmenter), versions
    )
