"""What only a real browser can show; everything else about the pages is in ``tests/pages``.

Each folder is a group: its tests run one after another in one worker, on one server and in one
browser, beside those of the other folders. The groups take about as long as each other.

``pages``  the way from a list to its file, and what every page must be
``job``    one job's page: at work, downloads, and what stays chosen
"""
