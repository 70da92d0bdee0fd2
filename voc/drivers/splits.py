"""Penalty and reward: what a pain point takes when it is bad and gives when it is good."""

from __future__ import annotations

from voc.drivers.model import Estimate, Kind

# Half as much is no longer the same: the side that is not clear must be shown to stay below this part of the other.
_MINOR = 0.5


def kind_of(penalty: Estimate, reward: Estimate, asymmetry: Estimate) -> Kind:
    """Return the role of a pain point.

    A side counts when its interval lies above zero. That the other side is *not* clear does not yet show that it gives
    nothing: it must also be clearly smaller (the contrast's interval leaves out zero) or be bounded by half of the
    first side. Otherwise the role stays undecided.

    Parameters
    ----------
    penalty, reward
        Points lost when told negatively, gained when told positively.
    asymmetry
        Penalty minus reward.

    References
    ----------
    Kano et al., Journal of the Japanese Society for Quality Control 14 (1984) 39-48;
    Brandt, Proceedings of the service marketing conference of the AMA (1987) 61-65 (penalty-reward contrast).
    """
    costs, gives = penalty.low > 0, reward.low > 0
    if costs and gives:
        return Kind.PERFORMANCE
    if costs and (asymmetry.low > 0 or reward.high < _MINOR * penalty.value):
        return Kind.BASIC
    if gives and (asymmetry.high < 0 or penalty.high < _MINOR * reward.value):
        return Kind.EXCITEMENT
    return Kind.UNDECIDED
