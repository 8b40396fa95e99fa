"""Makes and removes the temporary files of this process, in which customers' data may stand.

A process removes those of earlier ones with ``sweep`` when it begins, and its own with ``leave``
when it ends.
"""

from faturas.campaign.files.scratch import leave, new_file, no_room, sweep

__all__ = ["leave", "new_file", "no_room", "sweep"]
