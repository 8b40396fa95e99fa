"""A visitor of a running dashboard without a browser: what it is sent, and what it may click."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.waiting import WITHIN_S

_XSRF = "_streamlit_xsrf"
"""The cookie that has to be said a second time for a login to be heeded."""


@dataclass(slots=True)
class Visitor:
    """One connection; ``elements`` are those of the last run, ``redirect`` where it sent us.

    ``part`` is the id of the page's part that asks to be drawn again by itself.
    """

    connection: ClientConnection
    elements: list[Element] = field(default_factory=list)
    redirect: str = ""
    part: str = ""

    def run_part(self) -> None:
        """Draw that part again, as the page's clock does."""
        self.run(part=self.part)

    def run(self, page: str = "", clicked: str = "", part: str = "") -> None:
        """Run a page, perhaps because of a click on the button of this id; wait until it is drawn.

        A run that fails counts as drawn.
        """
        message = BackMsg()
        message.rerun_script.query_string = ""
        message.rerun_script.page_name = page
        message.rerun_script.fragment_id = part
        if clicked:
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id = clicked
            widget.trigger_value = True
        self.elements.clear()
        self.connection.send(message.SerializeToString())
        self.until_finished()

    def until_finished(self) -> None:
        """Take in what comes until a run of the page or of one of its parts is over."""
        while True:
            said = ForwardMsg()
            data = self.connection.recv(timeout=WITHIN_S)
            assert isinstance(data, bytes)
            said.ParseFromString(data)
            match said.WhichOneof("type"):
                case "delta":
                    self.elements.append(said.delta.new_element)
                case "auth_redirect":
                    self.redirect = said.auth_redirect.url
                case "auto_rerun":
                    self.part = said.auto_rerun.fragment_id
                case "script_finished":
                    return

    def click(self, label: str) -> None:
        """Click the button that reads so."""
        [button] = [e.button for e in self.elements if e.button.label == label]
        self.run(clicked=button.id)

    @property
    def buttons(self) -> list[str]:
        return [element.button.label for element in self.elements if element.button.label]

    @property
    def text(self) -> str:
        """Everything that was sent, to look for words in."""
        return "\n".join(map(str, self.elements))


@contextmanager
def visit(url: str, *, origin: str | None = None, cookies: Mapping[str, str]) -> Iterator[Visitor]:
    """Connect as a browser with these cookies would that shows a page of ``origin``."""
    spoken = ["streamlit", *filter(None, [cookies.get(_XSRF)])]
    with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=list(map(Subprotocol, spoken)),
        origin=Origin(origin or url),
        additional_headers={"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())},
        max_size=None,
    ) as connection:
        yield Visitor(connection)
