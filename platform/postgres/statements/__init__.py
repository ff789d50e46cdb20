"""What is asked of PostgreSQL's catalogue or told its administrator, one statement a file."""

from pathlib import Path


def statement(name: str, beside: str = __file__) -> str:
    """Read one statement; raise FileNotFoundError, naming it, when there is none of that name."""
    return (Path(beside).parent / f"{name}.sql").read_text(encoding="utf-8")
