"""``docs/novo-perfil.md`` is true: the block of that page is all that a new profile needs."""

import io
import re
from pathlib import Path

import pytest

from faturas.campaign import profiles
from faturas.campaign.contact import goes_out
from faturas.campaign.files.csv_file import write_contacts
from faturas.campaign.files.place import check_replaced
from faturas.campaign.profiles import Perfil
from faturas.domain.choices import Choices
from faturas.errors import OutputError
from tests.factories.faturas import linha, pix
from tests.factories.rows import contact_row

PAGE = Path(__file__).parents[2] / "docs" / "novo-perfil.md"


@pytest.fixture(scope="module")
def exemplo() -> Perfil:
    """The profile of the page, made where ``PADRAO`` is made."""
    [block] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names = dict(vars(profiles))
    exec(block, names)
    made: Perfil = names["EXEMPLO"]
    return made


def test_the_file_is_as_the_platform_wants_it(exemplo: Perfil, tmp_path: Path) -> None:
    file = io.BytesIO()
    written = write_contacts(file, [contact_row()], Choices(), exemplo.forma, exemplo)
    assert file.getvalue().decode() == (
        '"telefone";"cliente";"Email";"v1";"v2";"v3";"v4";"v5";"v6"\r\n'
        '"05585988887777";"42";"";"MARIA DA CONCEIÇÃO";"R$ 1.234,56";"05/10/2026";'
        f'"{linha()}";"{pix()}";"https://boleto.example/1"\r\n'
    )
    assert written.incompletos == 0, "the empty e-mail is meant"
    (tmp_path / "contatos.csv").write_bytes(file.getvalue())
    check_replaced(tmp_path / "contatos.csv", exemplo.header)


def test_what_it_lacks_is_counted_and_kept_back(exemplo: Perfil) -> None:
    row = contact_row(telefone="", link="")
    written = write_contacts(io.BytesIO(), [row], Choices(), exemplo.forma, exemplo)
    assert written.vazias == (("telefone", 1), ("link", 1))
    complete = Choices(so_completas=True, incompleto=exemplo.incompleto)
    assert row.outcome.conferida is not None
    assert not goes_out(row.outcome.conferida, complete)


def test_more_than_the_platform_takes_is_refused(exemplo: Perfil) -> None:
    rows = [contact_row()] * 5_001
    with pytest.raises(OutputError, match=r"tem 5\.001 contatos e a plataforma aceita 5\.000"):
        write_contacts(io.BytesIO(), rows, Choices(), exemplo.forma, exemplo)
