"""Lists what the program can do: one function or small class each, the actor first.

Pages, the command line, schedules and workers call these modules, and nothing below them but
values of ``faturas.domain``. What is asked of the program takes the actor who asks, then, where it
needs any, the context with what is open. What only computes with values (``estimate``, ``sight``,
``andamento``), the writers that a use case hands its rows to, and ``temporary`` take neither.

=================  ==============================================================================
``actor``          who asks
``context``        what a process has open: settings, connections, ledger, running jobs
``configuration``  what a face reads of the configuration before it has a context
``values``         the values from below that faces work with
``apis``           which APIs there are
``lists``          read a list, find its columns, check its rows, find jobs over the same list
``start``          make a job, run what is pending of it, estimate how long that takes
``estimate``       how that is estimated
``jobs``           one job, all jobs, those that cannot be read, how a job stands at this moment
``changes``        pause, cancel, retry failures, repeat, refresh, delete
``contacts``       a job's contacts and other rows: pages, counts, and what a contact sends
``sight``          which contacts are shown, and which of them stay out of the file all the same
``files``          contact file and report, one at a time, as a download
``export``         all files of a job, or of one customer, into a folder
``customer``       ask for one customer, without a job
``validate``       prove one boleto, PIX code or phone
``andamento``      how far a running job is, and the time left
``temporary``      the temporary files of this process
=================  ==============================================================================
"""
