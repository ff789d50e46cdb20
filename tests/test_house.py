"""How the house is kept: names, places, and what a migration may lean on."""

import ast
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from tests.scratch import ROOT

SKIPPED = {".venv", ".postgres", ".git"}
WITHOUT_SUBJECT = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "v2"}
FROZEN = {
    "postgres.constraints",
    "postgres.operations",
    "postgres.fields",
    "postgres.expressions",
    "tenancy.constraints",
    "tenancy.operations",
    "audit.operations",
    "privacy.constraints",
}
MIGRATION_NAME = re.compile(r"\d{4}_[a-z]+(_[a-z0-9]+)+")


def tree(pattern: str) -> Iterator[Path]:
    """Give the files of the project, by their path in it."""
    for path in sorted(ROOT.rglob(pattern)):
        if not SKIPPED.intersection(path.relative_to(ROOT).parts):
            yield path.relative_to(ROOT)


MIGRATIONS = [path for path in tree("[0-9]*.py") if path.parent.name == "migrations"]


def imports(path: Path) -> set[str]:
    """Give the modules that a file imports."""
    nodes = list(ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}


def may_be_frozen(module: str) -> bool:
    package = module.split(".", 1)[0]
    return module in FROZEN or package == "django" or package in sys.stdlib_module_names


def test_the_standard_librarys_platform_is_not_shadowed() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert not (ROOT / "tests" / "platform").exists()


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in tree("*.py") if path.parts[0] == "tests"}
    assert [folder for folder in folders if not (ROOT / folder / "__init__.py").exists()] == []


def test_every_file_has_a_subject() -> None:
    assert [path for path in tree("*.py") if path.stem in WITHOUT_SUBJECT] == []


def test_every_app_is_found_with_migrations() -> None:
    apps = {path.parent for path in tree("apps.py") if path.parts[0] != "config"}
    assert {path.parent.parent for path in MIGRATIONS} == apps


@pytest.mark.parametrize("path", MIGRATIONS, ids=str)
def test_a_migration_says_what_it_does(path: Path) -> None:
    assert MIGRATION_NAME.fullmatch(path.stem)
    assert "auto" not in path.stem.split("_")
    assert ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MIGRATIONS, ids=str)
def test_a_migration_leans_on_nothing_that_changes(path: Path) -> None:
    assert [module for module in imports(path) if not may_be_frozen(module)] == []


def test_migrations_are_numbered_without_holes() -> None:
    for _, group in groupby(MIGRATIONS, key=lambda path: path.parent):
        names = [path.stem for path in group]
        assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), names


def test_lock_files_name_no_addresses() -> None:
    for path in tree("requirements*.lock"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text
