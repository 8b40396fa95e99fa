"""Makes up an internet provider, behind a real HTTP server that answers like HubSoft.

For demonstration, tests and benchmarks. The parts: ``company`` (who owes what), ``cases`` (the
unusual customers, by name), ``contracts`` (what a billing system answers, one module each),
``faults`` (what can go wrong, and how often), ``server.Sandbox`` (all of it running) and
``example`` (a customer list to try it with).
"""
