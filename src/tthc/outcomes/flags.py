"""The findings of the decision tables: which doubt a dossier raises, as terms over the same inputs."""

from __future__ import annotations

from tthc.outcomes.answers import Origin, Outcome, Scope
from tthc.outcomes.inputs import (
    AS_OF,
    DISTRICTS_END,
    EXPORTED_DUE,
    FINISHED,
    LAST,
    ORIGINAL_DUE,
    RAW_FINISHED,
    RAW_LEVEL,
    RAW_RETURNED,
    RAW_WAITING,
    RECEIVED,
    RETURNED,
    STATUS,
    WAITING_SINCE,
)
from tthc.outcomes.policy import Basis
from tthc.outcomes.tables import NOT_RECEIVED, RUNNING, STOPPED
from tthc.rules import Day, Rules, Term


def finding_flags(
    basis: Basis, due: Day, scope: Rules[Scope], origin: Rules[Origin], outcome: Rules[Outcome]
) -> dict[str, Term]:
    """Return the term of each finding, by its code in the message catalogue."""
    in_scope = scope.answered("A5")
    rows = {row.name for row in outcome.rows}

    def answered(*names: str) -> Term:
        return outcome.answered(*names)

    flags = {
        "finished-before-received": RAW_FINISHED < RECEIVED,
        "finished-in-future": RAW_FINISHED > AS_OF,
        "returned-before-received": RAW_RETURNED < RECEIVED,
        "returned-in-future": RAW_RETURNED > AS_OF,
        "returned-before-finished": STATUS.among(9, 10) & (RETURNED < FINISHED),
        "waiting-in-future": RAW_WAITING > AS_OF,
        "due-before-received": due < RECEIVED,
        "due-missing": answered("B1", "Pn"),
        "re-dated": ORIGINAL_DUE.present & EXPORTED_DUE.present & ~ORIGINAL_DUE.same(EXPORTED_DUE),
        "not-received-with-end": NOT_RECEIVED & (RAW_FINISHED.present | RAW_RETURNED.present),
        "received-missing": scope.answered("U0"),
        "received-in-future": ~NOT_RECEIVED & (RECEIVED > AS_OF),
        "district-after-reform": RAW_LEVEL.among("district") & (RECEIVED > DISTRICTS_END),
        "channel-missing": origin.answered("O4"),
        "online-level-missing": origin.answered("O2u"),
        "status-unknown": STATUS.missing,
        "status-is-current": in_scope & (AS_OF > LAST) & (STATUS.among(5, 6, 8) | (FINISHED > LAST)),
        "finished-missing": scope.answered("U1") | answered("E1"),
        "waiting-date-missing": answered("G1") & WAITING_SINCE.missing,
        "waiting-already-overdue": answered("G1") & (due < WAITING_SINCE),
        "stopped-without-end": answered("G1") & STOPPED,
    }
    contradiction = in_scope & RUNNING & (FINISHED > LAST)
    if "E2" in rows:
        contradiction = contradiction | scope.answered("U2") | answered("E2")
    flags["open-with-end"] = contradiction
    if "C1" in rows:
        flags["withdrawn-after-due"] = answered("C1") & (FINISHED > due)
    if "C2" in rows:
        flags["stopped-counted-as-returned"] = answered("C2")
    if basis is Basis.LEGAL:
        differs = EXPORTED_DUE.present & due.present & ~EXPORTED_DUE.same(due)
        flags["due-differs-from-law"] = differs
    return flags
