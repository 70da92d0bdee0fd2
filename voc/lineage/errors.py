"""What can go wrong with the book of topics."""

from __future__ import annotations

from voc.errors import VocError


class LineageError(VocError):
    """Base of the errors of the topic book."""

    code = "lineage"


class UnknownTopicError(LineageError):
    """No topic has this id."""

    code = "lineage.unknown_topic"


class AlreadyMergedError(LineageError):
    """The topic went into another one before."""

    code = "lineage.already_merged"


class SelfMergeError(LineageError):
    """A topic cannot be merged into itself, nor can merges go round in a circle."""

    code = "lineage.self_merge"


class NameTakenError(LineageError):
    """Another living topic has this name."""

    code = "lineage.name_taken"


class SplitError(LineageError):
    """The parts of a split lose texts, share texts, or are not at least two."""

    code = "lineage.split"


class TopicStateError(LineageError):
    """The topic's state does not allow the step."""

    code = "lineage.state"


class TopicCodeError(LineageError):
    """The taxonomy code does not exist, or a proposed one is not a new, well-formed code."""

    code = "lineage.code"


class ChangeConflictError(LineageError):
    """A later change stands on what the change would touch."""

    code = "lineage.conflict"


class RunError(LineageError):
    """The run does not fit together, or does not fit the book."""

    code = "lineage.run"


class BookFormatError(LineageError):
    """The stored book or journal cannot be read."""

    code = "lineage.format"
