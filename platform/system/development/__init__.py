"""The clinics of the development seed: what a busy month at two clinics in Singapore leaves behind.

Everything here is made up, and made anew the same way each time: values come from `rows.dice`, seeded
by what they are for, and keys from the names of things. Only `writing` talks to the database.
"""
