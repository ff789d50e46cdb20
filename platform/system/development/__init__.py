"""The development seed: what a busy month at two clinics in Singapore leaves behind, and chains of more.

Everything here is made up, and made anew the same way each time: values come from `rows.dice`, seeded
by what they are for, and keys from the names of things. The two clinics are a story, made up in Python
as far as it has come (`story`); a chain is made by statements inside the database (`chain`). Only
`writing` and `chain` talk to it.
"""
