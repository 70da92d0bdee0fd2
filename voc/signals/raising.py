"""Turn what stands out into signals, and follow the open ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from voc.signals.findings import Findings
from voc.signals.model import Kind, Signal, Stage, signal_id
from voc.signals.onset import jump_start, rise_start
from voc.signals.scope import Scope, covers, levels
from voc.signals.settings import Settings
from voc.signals.state import Evidence
from voc.signals.tails import upper_tail


@dataclass(frozen=True, slots=True)
class Desk:
    """What signals of a day are made of."""

    day: dt.date
    findings: Findings
    evidence: Sequence[Evidence]
    settings: Settings

    def raise_signal(self, kind: Kind, scope: Scope) -> Signal:
        """Return a new signal."""
        if kind is Kind.TREND:
            return self._trend(scope)
        return self._rate(scope) if kind is Kind.RATE else self._jump(kind, scope)

    def follow(self, signal: Signal) -> Signal:
        """Return an open signal as it stands on the day, closed when it has been calm long enough."""
        row = self.findings.panel.rows.get(signal.scope)
        if row is None:
            current, elevated = replace(signal, day_p=1.0), False
        elif signal.kind is Kind.TREND:
            current, elevated = self._followed_trend(signal, row)
        elif signal.kind is Kind.RATE:
            current, elevated = self._followed_rate(signal, row)
        else:
            current, elevated = self._followed_jump(signal, row)
        calm = 0 if elevated else signal.calm_days + 1
        texts, customers = self._texts(signal.scope, self.day, before=signal)
        return replace(
            current,
            stage=Stage.CLOSED if calm >= self.settings.close_days else Stage.CONTINUING,
            day=self.day,
            last_elevated=self.day if elevated else signal.last_elevated,
            calm_days=calm,
            texts=texts,
            customers=customers,
        )

    def _signal(self, kind: Kind, scope: Scope, since: dt.date) -> Signal:
        texts, customers = self._texts(scope, since)
        return Signal(
            id=signal_id(kind, scope, self.day),
            kind=kind,
            scope=scope,
            stage=Stage.OPEN,
            since=since,
            raised=self.day,
            day=self.day,
            last_elevated=self.day,
            days=1,
            observed=0,
            raw=0,
            expected=0.0,
            texts=texts,
            customers=customers,
        )

    def _jump(self, kind: Kind, scope: Scope) -> Signal:
        found, panel = self.findings, self.findings.panel
        row = panel.rows[scope]
        back = self.settings.new_days if kind is Kind.NEW else self.settings.onset_days
        factors = panel.factors[row, -back:]
        counts, raw = panel.counts[row, -back:], panel.raw[row, -back:]
        means = panel.baseline.rate[row] * factors
        start = int(np.flatnonzero(counts)[0]) if kind is Kind.NEW else jump_start(counts, means)
        live = factors[start:] > 0
        q = float(found.level_q[row])
        per_1000, peers = self._per_1000(row)
        return replace(
            self._signal(kind, scope, self._ago(back - 1 - start)),
            days=int(live.sum()),
            observed=int(counts[start:].sum()),
            raw=int(raw[start:].sum()),
            expected=float(means[start:].sum()),
            p=float(found.runs.p[row]),
            q=None if kind is Kind.NEW else q,
            day_p=float(found.runs.day_p[row]),
            with_volume=self._with_volume(row, back - start),
            per_1000=per_1000,
            peers_per_1000=peers,
        )

    def _with_volume(self, row: int, days: int) -> bool:
        """Tell whether the rise is that of all other texts of the brand, model and city."""
        panel = self.findings.panel
        live = panel.factors[row] > 0
        others = (panel.volume[row] - panel.counts[row]) * live
        base = others[: -days - self.settings.guard_days]
        base_days = live[: -days - self.settings.guard_days].sum()
        recent_days = live[-days:].sum()
        if base.sum() < self.settings.min_exposure or recent_days == 0:
            return False
        growth = float(others[-days:].sum() / recent_days / (base.sum() / base_days))
        if growth <= 1:
            return False
        window = panel.factors[[row], -days:] * growth
        mean, size = panel.baseline.at(np.array([row])).predict(window, drift=self.settings.drift)
        count = np.array([panel.counts[row, -days:].sum()], np.int64)
        return bool(upper_tail(count, mean, size)[0] > self.settings.calm_p)

    def _trend(self, scope: Scope) -> Signal:
        row = self.findings.panel.rows[scope]
        window = slice(-self.settings.trend_days, None)
        panel = self.findings.panel
        start = rise_start(panel.counts[row, window], panel.calm[row, window])
        signal = self._signal(Kind.TREND, scope, self._ago(self.settings.trend_days - 1 - start))
        return self._trend_figures(signal, row)

    def _trend_figures(self, signal: Signal, row: int) -> Signal:
        """Hold the second half of the weeks against the first; kept at the strongest p-value."""
        found, days = self.findings, self.settings.trend_days // 2
        live = found.panel.factors[row, -days:] > 0
        p, q = float(found.trends.p[row]), float(found.trend_q[row])
        return replace(
            signal,
            days=int(live.sum()),
            observed=int(found.trend_tally.count[row, 0]),
            raw=int(found.panel.raw[row, -days:].sum()),
            expected=float(found.trend_tally.mean[row, 0]),
            p=min(p, 1.0 if signal.p is None else signal.p),
            q=min(q, 1.0 if signal.q is None else signal.q),
        )

    def _rate(self, scope: Scope) -> Signal:
        row = self.findings.panel.rows[scope]
        return self._rate_figures(self._signal(Kind.RATE, scope, self._ago(self.settings.rate_days - 1)), row)

    def _rate_figures(self, signal: Signal, row: int) -> Signal:
        found, days = self.findings, self.settings.rate_days
        if found.rates is None:
            return signal
        per_1000, peers = self._per_1000(row)
        p, q = float(found.rates.p[row]), float(found.rate_q[row])
        return replace(
            signal,
            days=int((found.panel.factors[row, -days:] > 0).sum()),
            observed=int(found.rates.count[row]),
            raw=int(found.panel.raw[row, -days:].sum()),
            expected=float(found.rates.expected[row]),
            p=min(p, 1.0 if signal.p is None else signal.p),
            q=min(q, 1.0 if signal.q is None else signal.q),
            per_1000=per_1000,
            peers_per_1000=peers,
        )

    def _followed_jump(self, signal: Signal, row: int) -> tuple[Signal, bool]:
        found, panel = self.findings, self.findings.panel
        runs = found.runs
        # The longest run still holds the outbreak a week later; the shorter ones tell whether it goes on.
        shorter = slice(None, -1) if runs.count.shape[1] > 1 else slice(None)
        p = upper_tail(runs.count[row, shorter].astype(np.int64), runs.mean[row, shorter], runs.size[row, shorter])
        return replace(
            signal,
            days=signal.days + 1,
            observed=signal.observed + int(panel.counts[row, -1]),
            raw=signal.raw + int(panel.raw[row, -1]),
            expected=signal.expected + float(panel.baseline.rate[row] * panel.factors[row, -1]),
            p=min(float(runs.p[row]), 1.0 if signal.p is None else signal.p),
            q=None if signal.q is None else min(float(found.level_q[row]), signal.q),
            day_p=float(runs.day_p[row]),
        ), bool(p.min() <= self.settings.calm_p)

    def _followed_trend(self, signal: Signal, row: int) -> tuple[Signal, bool]:
        return self._trend_figures(signal, row), bool(self.findings.trends.p[row] <= self.settings.calm_p)

    def _followed_rate(self, signal: Signal, row: int) -> tuple[Signal, bool]:
        rates = self.findings.rates
        elevated = rates is not None and bool(rates.p[row] <= self.settings.calm_p)
        return self._rate_figures(signal, row), elevated

    def _per_1000(self, row: int) -> tuple[float | None, float | None]:
        rates = self.findings.rates
        if rates is None:
            return None, None
        own, peers = float(rates.per_1000[row]), float(rates.peers[row])
        return None if np.isnan(own) else own, None if np.isnan(peers) else peers

    def _ago(self, days: int) -> dt.date:
        return self.day - dt.timedelta(days=days)

    def _texts(
        self, scope: Scope, since: dt.date, *, before: Signal | None = None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the newest texts of a scope and their customers, each once, in the order of the days."""
        own = [e for e in self.evidence if e.day >= since and scope in tuple(levels(e.scope))]
        return (
            _newest((before.texts if before else ()), (e.texts for e in own), self.settings.evidence),
            _newest((before.customers if before else ()), (e.customers for e in own), self.settings.evidence),
        )


def _newest(known: Iterable[str], added: Iterable[Iterable[str]], limit: int) -> tuple[str, ...]:
    every = dict.fromkeys(known)
    for ids in added:
        every.update(dict.fromkeys(ids))
    return tuple(every)[-limit:]


def related(first: Scope, second: Scope) -> bool:
    """Tell whether one scope holds the other."""
    return covers(first, second) or covers(second, first)
