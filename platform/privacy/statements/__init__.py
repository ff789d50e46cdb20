"""What rotation asks and writes, one statement a file."""

from functools import partial

from postgres import statements

statement = partial(statements.statement, beside=__file__)
