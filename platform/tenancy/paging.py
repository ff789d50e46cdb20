"""Pages of tables that nobody counts: one more row than is shown says whether another page follows."""

# mypy: disable-error-code="type-arg"
# The paginator takes a type argument in the stubs alone.

from typing import Any, ClassVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import EmptyPage, InvalidPage, Page, PageNotAnInteger, Paginator
from django.db import models
from django.http import HttpRequest

from tenancy.models import with_names_of


class UncountedPage(Page):
    """A page that knows whether rows follow it that may be paged to."""

    def __init__(self, rows: list[Any], number: int, paginator: "UncountedPaginator") -> None:
        super().__init__(rows[: paginator.per_page], number, paginator)
        self._more = len(rows) > len(self) and paginator.reaches(number + 1)

    def has_next(self) -> bool:
        return self._more


class UncountedPaginator(Paginator):
    """Reads a page, and does not know how many there are."""

    furthest: ClassVar[int | None] = None
    """How many rows can be paged through; None for all."""

    def reaches(self, number: int) -> bool:
        """Say whether a page is near enough to be shown."""
        return self.furthest is None or number * self.per_page <= self.furthest

    def validate_number(self, number: float | str) -> int:
        """Give the page's number; raise InvalidPage for what cannot be one."""
        try:
            page = int(number)
        except ValueError as error:
            raise PageNotAnInteger(self.error_messages["invalid_page"]) from error
        if page < 1:
            raise EmptyPage(self.error_messages["min_page"])
        if not self.reaches(page):
            raise EmptyPage(self.error_messages["no_results"])
        return page

    def page(self, number: float | str) -> UncountedPage:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        if not rows and number > 1:
            raise EmptyPage(self.error_messages["no_results"])
        return UncountedPage(rows, number, self)


class UncountedList(ChangeList):
    """A list that asks for the rows it shows, and for no others.

    What is selected is on the page: without a count there is no honest "select all".
    """

    list_select_related: Any  # the names of relations, as RoleAdmin gives them

    def apply_select_related(self, qs: models.QuerySet) -> models.QuerySet:
        return with_names_of(qs, self.list_select_related)

    def get_results(self, request: HttpRequest) -> None:
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        try:
            self.page = self.paginator.page(self.page_num)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        self.result_list = self.page.object_list
        self.result_count = self.full_result_count = len(self.result_list)
        self.show_full_result_count = False
        self.show_admin_actions = bool(self.result_list)
        self.can_show_all = self.multi_page = False

    @property
    def previous_page(self) -> str:
        """Give the query of the page before this one, if there is one."""
        return self._query_of(self.page_num - 1) if self.page.has_previous() else ""

    @property
    def next_page(self) -> str:
        """Give the query of the page after this one, if there is one."""
        return self._query_of(self.page_num + 1) if self.page.has_next() else ""

    def _query_of(self, number: int) -> str:
        return self.get_query_string({PAGE_VAR: number})
