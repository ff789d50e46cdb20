"""Rows to be, by model, before anything is written: values, with keys that follow from names."""

import random
from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

Values = dict[str, Any]

NAMESPACE = uuid5(NAMESPACE_DNS, "seed.clinic-bedrock.example")


def key_of(model: str, *name: object) -> UUID:
    """Give the key of the row of that name: the same one, whenever and wherever it is asked."""
    return uuid5(NAMESPACE, "/".join(map(str, (model, *name))))


def key_in_time(moment: datetime, model: str, *name: object) -> UUID:
    """Give such a key for what is appended all day: of version 7, in the order of time (RFC 9562)."""
    milliseconds, rest = int(moment.timestamp() * 1000), key_of(model, *name).int
    return UUID(
        int=milliseconds << 80
        | 0x7 << 76
        | (rest >> 64 & 0xFFF) << 64
        | 0b10 << 62
        | rest & (1 << 62) - 1
    )


def dice(*name: object) -> random.Random:
    """Give dice for one thing: they fall for it as they always did, whatever else was thrown."""
    return random.Random("/".join(map(str, name)))  # noqa: S311 - the seed keeps no secret


class Rows:
    """Rows by model ("app_label.Model")."""

    def __init__(self) -> None:
        self.of: defaultdict[str, list[Values]] = defaultdict(list)

    def add(self, model: str, *name: object, **values: Any) -> UUID:
        """Add the row of that name, and give its key."""
        key = key_of(model, *name)
        self.of[model].append({"id": key, **values})
        return key
