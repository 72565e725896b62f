"""Folders, patterns and addresses: which files are read, in which order, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.adapters.test_source_kinds import HEADINGS, ROWS, separated, write

from tthc.errors import TthcError
from tthc_adapters import ingest
from tthc_adapters.manager import Plugins


def month(folder: Path, name: str, status: str) -> Path:
    row = [*ROWS[0][:-1], status]
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(",".join(HEADINGS) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def year(tmp_path: Path) -> Path:
    folder = tmp_path / "2025"
    month(folder, "thang-02/b.csv", "Đã trả kết quả")
    month(folder, "thang-01/a.csv", "Đang xử lý")
    month(folder, "thang-02/a.csv", "Đã xử lý xong")
    (folder / "ghi-chu.docx").write_bytes(b"x")
    (folder / "~$a.csv").write_bytes(b"x")
    (folder / ".an").write_bytes(b"x")
    return folder


def test_a_folder_is_its_files_in_the_order_of_their_paths(year: Path, plugins: Plugins) -> None:
    result = ingest(year, plugins=plugins)
    assert result.files == ("a.csv", "a (2).csv", "b.csv")
    assert result.table["source_file"].to_list() == ["b.csv"]
    assert result.accounting.physical == 3
    assert result.accounting.skipped == {"superseded": 2}
    (left,) = [finding for finding in result.findings if finding.code == "file-not-read"]
    assert left.count == 3
    assert "ghi-chu.docx" in str(left.message("en"))


@pytest.mark.parametrize(
    ("pattern", "files"),
    [("thang-0[2]/*.csv", ("a.csv", "b.csv")), ("**/a.csv", ("a.csv", "a (2).csv")), ("*/?.csv", None)],
)
def test_a_pattern_is_the_files_that_match(
    pattern: str, files: tuple[str, ...] | None, year: Path, plugins: Plugins
) -> None:
    assert ingest(f"{year}/{pattern}", plugins=plugins).files == (files or ("a.csv", "a (2).csv", "b.csv"))


def test_a_file_whose_name_looks_like_a_pattern(tmp_path: Path, plugins: Plugins) -> None:
    path = month(tmp_path, "a[1].csv", "Đang xử lý")
    assert ingest(path, plugins=plugins).files == ("a[1].csv",)


@pytest.mark.parametrize("place", ["", "/*.csv", "/**/*.csv"])
def test_a_link_among_the_files_is_refused(place: str, year: Path, tmp_path: Path, plugins: Plugins) -> None:
    target = month(tmp_path, "ngoai.csv", "Đang xử lý")
    (year / "lien-ket.csv").symlink_to(target)
    with pytest.raises(TthcError) as error:
        ingest(f"{year}{place}", plugins=plugins)
    assert error.value.code == "location.link"
    assert str(tmp_path) not in str(error.value)


def test_a_folder_reached_by_a_link_is_refused(year: Path, tmp_path: Path, plugins: Plugins) -> None:
    month(tmp_path, "khac/ngoai.csv", "Đang xử lý")
    (year / "lien-ket").symlink_to(tmp_path / "khac")
    for place in (year, f"{year}/*/*.csv"):
        with pytest.raises(TthcError) as error:
            ingest(place, plugins=plugins)
        assert error.value.code == "location.link"


def test_a_link_named_by_the_caller_is_followed(year: Path, tmp_path: Path, plugins: Plugins) -> None:
    (tmp_path / "den.csv").symlink_to(year / "thang-01" / "a.csv")
    assert ingest(tmp_path / "den.csv", plugins=plugins).accounting.records == 1


@pytest.mark.parametrize("name", ["", "/*.csv", "/khong-co-*.xlsx"])
def test_nothing_to_read(name: str, tmp_path: Path, plugins: Plugins) -> None:
    (tmp_path / "ghi-chu.docx").write_bytes(b"x")
    with pytest.raises(TthcError) as error:
        ingest(f"{tmp_path}{name}", plugins=plugins)
    assert error.value.code == "location.folder-empty"


def test_an_encoding_nobody_reads(tmp_path: Path, plugins: Plugins) -> None:
    with pytest.raises(TthcError) as error:
        ingest(write("csv", tmp_path), encoding="utf-7", plugins=plugins)
    assert error.value.code == "source.encoding"


def test_bytes_that_may_be_anything_are_not_guessed(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(separated(",").encode("utf-8").replace("Mã".encode(), b"M\xb5"))
    with pytest.raises(TthcError) as error:
        ingest(path, plugins=plugins)
    assert error.value.code == "source.undecodable"
