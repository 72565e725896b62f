"""Pages of one list in several files: whether all of them were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tthc.findings import Finding

INCOMPLETE = "list-incomplete"


def without_whole_lists(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Leave out that a file is only a page where the pages given make up the list (gộp các trang).

    >>> pages = [Finding(INCOMPLETE, details={"file": name, "found": 2, "total": 4}) for name in "ab"]
    >>> len(without_whole_lists(pages)), len(without_whole_lists(pages[:1]))
    (0, 1)
    """
    given: Counter[int] = Counter()
    for finding in findings:
        if finding.code == INCOMPLETE:
            given[finding.details["total"]] += finding.details["found"]
    whole = {total for total, count in given.items() if count >= total}
    return tuple(
        finding for finding in findings if finding.code != INCOMPLETE or finding.details["total"] not in whole
    )
