"""What the made-up company answers in each billing system's words: one module a system.

A module turns the parameters of a request into the JSON object of its answer; who owes what is
``company``'s to say, so that every system tells of the same customers.
"""
