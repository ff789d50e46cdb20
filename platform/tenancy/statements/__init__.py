"""What is asked of PostgreSQL's catalogue, one question a file."""

from pathlib import Path


def statement(name: str) -> str:
    """Read one statement; raise FileNotFoundError, naming it, when there is none of that name."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
