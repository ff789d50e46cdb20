"""The admin's lists of database views: to look through, each line leading to what it is of."""

# mypy: disable-error-code="type-arg"
# The admin's classes take type arguments in the stubs alone.

from typing import Any

from django.http import HttpRequest

from tenancy.admin import RoleAdmin
from tenancy.paging import UncountedList


class LeadingList(UncountedList):
    """A list whose lines lead away, to what they are of."""

    def url_for_result(self, result: Any) -> str:
        address: str = self.model_admin.address_of(result)  # type: ignore[attr-defined]
        return address


class ViewAdmin(RoleAdmin):
    """The list of a view."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LeadingList]:
        return LeadingList

    def address_of(self, row: Any) -> str:
        """Give the address of the page that a line leads to."""
        raise NotImplementedError
