"""Answers for the made-up company as each billing system does, one module a system.

A module turns the parameters of a request into the JSON object of its answer. Who owes what comes
from ``company``, so that every system answers about the same customers.
"""
