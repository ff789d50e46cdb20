"""The SQL that the admin's lists send, captured from Django's own change lists."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory

from identity.models import User
from tenancy.acting import acting_as

READS_A_TABLE = re.compile(r'FROM "')
SOUGHT = ("lakshmi", "004217")
"""Part of a name, and of a number."""


class Ask(NamedTuple):
    """What is asked of a model's list: its first page, an order, a filter, a search."""

    model_admin: "admin.ModelAdmin[Any]"
    what: str
    parameters: Mapping[str, str]

    @property
    def table(self) -> str:
        return self.model_admin.opts.db_table


class Query(NamedTuple):
    """One statement that a list sends."""

    sql: str
    params: tuple[Any, ...]

    @property
    def names_rows(self) -> bool:
        """Say whether it asks for rows by their keys, which differ from clinic to clinic."""
        return any(isinstance(value, UUID | list) for value in self.params)


def asks(user: User) -> Iterator[Ask]:
    """Give everything that can be asked of the lists that a person has; of each filter one choice."""
    for model_admin in admin.site._registry.values():
        with acting_as(user):
            if model_admin.has_view_permission(_request(user, {})):
                yield from _asks_of_list(model_admin, user)


def sent(ask: Ask, user: User) -> list[Query]:
    """Give the queries that the list sends to a person for what is asked."""
    queries: list[Query] = []

    def keep(execute: Callable[..., Any], sql: Any, params: Any, *rest: Any) -> Any:
        if READS_A_TABLE.search(sql):
            queries.append(Query(sql, tuple(params or ())))
        return execute(sql, params, *rest)

    with acting_as(user), connection.execute_wrapper(keep):
        changelist = _changelist(ask.model_admin, user, ask.parameters)
        list(changelist.result_list)
    return queries


def _asks_of_list(model_admin: "admin.ModelAdmin[Any]", user: User) -> Iterator[Ask]:
    changelist = _changelist(model_admin, user, {})
    yield Ask(model_admin, "first page", {})
    for place, column in enumerate(changelist.list_display):
        if changelist.get_ordering_field(column):
            yield Ask(model_admin, f"by {column}", {"o": str(place)})
    for listed in changelist.filter_specs:
        _, choice, *_ = listed.choices(changelist)
        parameters = QueryDict(str(choice["query_string"]).lstrip("?")).dict()
        yield Ask(model_admin, f"{listed.title}: {choice['display']}", parameters)
    if changelist.search_fields:
        for sought in SOUGHT:
            yield Ask(model_admin, f"search {sought}", {"q": sought})


def _changelist(
    model_admin: "admin.ModelAdmin[Any]", user: User, parameters: Mapping[str, str]
) -> ChangeList:
    return model_admin.get_changelist_instance(_request(user, parameters))


def _request(user: User, parameters: Mapping[str, str]) -> Any:
    request = RequestFactory().get("/", parameters)
    request.user = user
    return request
