"""Web pages: merged cells, several tables, one inside another, and what stands in cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from tthc.errors import TthcError
from tthc_adapters.intake.locations import labelled
from tthc_adapters.manager import Plugins
from tthc_adapters.protocols import ReadOptions
from tthc_adapters.sources.html import HtmlSource


@pytest.fixture
def rows(tmp_path: Path, plugins: Plugins) -> object:
    def read(body: str, sheet: str | None = None) -> list[list[tuple[str | None, ...]]]:
        path = tmp_path / "a.html"
        path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
        (location,) = labelled(plugins, [path])
        return [list(table.head) for table in HtmlSource().tables(location, ReadOptions(sheet=sheet))]

    return read


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<tr><th rowspan=2>Mã<th colspan=2>Ngày</tr><tr><th>Nhận<th>Hẹn trả</tr><tr><td>1<td>2<td>3</tr>",
            [("Mã", "Ngày", None), (None, "Nhận", "Hẹn trả"), ("1", "2", "3")],
        ),
        (
            "<tr><td>a<br/>b<td>1.234</tr><tr><td> x &nbsp; y <td>&lt;b&gt;</tr>",
            [("a b", "1.234"), ("x y", "<b>")],
        ),
        ("<tr><td><a href='#'>12</a><td><p>a</p><p>b</p></tr><tr></tr>", [("12", "a b"), (None, None)]),
        (
            "<tr><td>a<td><script>x</script>b</tr><tr><td colspan=x>c<td rowspan=-1>d</tr>",
            [("a", "b"), ("c", "d")],
        ),
        ("<thead><tr><td>a<td>b</thead><tbody><tr><td>c<td><!-- x -->d</tbody>", [("a", "b"), ("c", "d")]),
    ],
)
def test_cells_of_a_page(body: str, expected: list[tuple[str | None, ...]], rows: object) -> None:
    assert rows(f"<table>{body}</table>") == [expected]  # type: ignore[operator]


TWO = "<tr><td>a<td>b</tr><tr><td>c<td>d</tr>"


def test_a_table_inside_another_stands_by_itself(rows: object) -> None:
    body = f"<table><tr><td>đầu trang<td>x</tr><tr><td>y<td><table>{TWO}</table></tr></table>"
    outer, inner = rows(body)  # type: ignore[operator]
    assert outer == [("đầu trang", "x"), ("y", None)]
    assert inner == [("a", "b"), ("c", "d")]


def test_tables_are_told_apart_by_number(rows: object) -> None:
    body = f"<table>{TWO}</table><table>{TWO.replace('a', 'e')}</table>"
    assert rows(body, "2") == [[("e", "b"), ("c", "d")]]  # type: ignore[operator]
    with pytest.raises(TthcError) as error:
        rows(body, "3")  # type: ignore[operator]
    assert error.value.code == "source.sheet-absent"
