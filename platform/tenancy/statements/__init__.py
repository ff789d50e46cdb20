"""What is asked of PostgreSQL's catalogue of who may do what, one question a file."""

from functools import partial

from postgres import statements

statement = partial(statements.statement, beside=__file__)
