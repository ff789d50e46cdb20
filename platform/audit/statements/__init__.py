"""What is asked of PostgreSQL about the audit, one question a file."""

from functools import partial

from postgres import statements

statement = partial(statements.statement, beside=__file__)
