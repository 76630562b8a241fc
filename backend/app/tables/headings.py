"""Words of headings, in several languages, and the columns that they name."""

import re

from app.tables.quantities import TimeUnit, normalized

_HEADINGS: tuple[tuple[str, str], ...] = (
    ("ignored", r"\bprice|\braise|valuation|\bfdv\b|\busd|[$€]|\bvalue|descri|\bnotes?\b|comment|purpose|bemerkung"),
    ("num_holders", r"\bholders\b|wallets|addresses|accounts|recipients|inhaber"),
    ("tge", r"\btge\b|launch|\binitial|upfront|genesis|listing|immediate|\bunlocked|\bday ?(?:0|1|one)\b|zum start|首"),
    ("vesting", r"\bvest.*\b(?:incl|after|with|plus|from).*cliff"),
    ("cliff", r"cliff|\block|sperr|haltefrist|клифф|锁|blocage|carencia|bloqueo"),
    (
        "vesting",
        r"vest|linear|duration|releas|schedul|period|unlock|months?\b|laufzeit|dauer|freigabe|вестинг|释放|duree",
    ),
    (
        "size",
        r"amount|tokens?\b|quantity|\bqty|\bnumber|\bcount\b|menge|anzahl|betrag|количеств|数量|montant|cantidad|\bunits",
    ),
    (
        "size",
        r"alloc|share|percent|%|supply|distribut|anteil|prozent|доля|占比|比例|分配|\bpart\b|porcentaje|asignacion",
    ),
    (
        "bucket",
        r"bucket|\bname|categor|group|recipient|holder|\btype|stakeholder|benefici|bezeichnung|kategorie|gruppe",
    ),
    (
        "bucket",
        r"категори|получател|类别|对象|项目|segment|\bwho\b|tranche|round|empfanger|destinatario|concept|posten",
    ),
)
_WORDS = tuple((kind, re.compile(words)) for kind, words in _HEADINGS)
_TIME_UNITS: tuple[tuple[TimeUnit, re.Pattern[str]], ...] = (
    ("days", re.compile(r"\b(?:days?|tage?n?|jours|dias|дней|днеи)\b|\(d\)|天")),
    ("weeks", re.compile(r"\b(?:weeks?|wochen|semaines|semanas|недель)\b|周")),
    ("quarters", re.compile(r"\bquart(?:ers?|ale?n?)\b")),
    ("years", re.compile(r"\b(?:years?|yrs?|jahre?n?|ans|annees|anos|лет)\b|\(y\)|年")),
)
INCLUDES_CLIFF = re.compile(r"incl|\btotal (?:vesting|duration|period|months)|with cliff|from tge|since tge")
"""Words of a heading that say that vesting is counted from the launch."""


def column_kind(heading: str) -> str | None:
    """The kind of column that a heading names; None where it has none of the words."""
    words = normalized(heading)
    return next((kind for kind, pattern in _WORDS if pattern.search(words)), None)


def unit_of(heading: str) -> TimeUnit:
    """The unit of bare numbers below a heading; months unless it names another."""
    words = normalized(heading)
    return next((unit for unit, pattern in _TIME_UNITS if pattern.search(words)), "months")
