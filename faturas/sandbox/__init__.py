"""A made-up internet provider behind a real HTTP server that speaks HubSoft's contract.

For demonstration, tests and benchmarks. The parts: ``company`` (who owes what), ``cases`` (the
awkward ones, by name), ``contracts`` (what a billing system answers, one module each), ``faults``
(what can be dialled in), ``server.Sandbox`` (all of it running) and ``example`` (a customer list
to try it with).
"""
