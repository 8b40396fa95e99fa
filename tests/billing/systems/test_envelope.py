"""hubsoft.envelope: which answers are a success, and which say that nobody has that code."""

import pytest

from faturas.billing.systems.hubsoft.emptiness import tells_of_no_failure
from faturas.billing.systems.hubsoft.envelope import all_rows_of, content_of, rows_of
from faturas.billing.systems.hubsoft.unknown import says_unknown_customer
from faturas.billing.transport.meaning import Reply
from faturas.errors import FatalApiError, RetryableApiError, UnknownCustomerError

ROW = {"id_fatura": 1}


@pytest.mark.parametrize("status", ["success", "suscess", "SUCCESS", " Suscess\n"])
def test_only_the_documented_successes_are_one(status: str) -> None:
    assert rows_of({"status": status, "faturas": []}, "faturas") == []


@pytest.mark.parametrize(
    "status",
    ["error", "erro", "Error", "ERROR", "ERRO ", "fail", "failure", False, "false", "falha", 0, 1,
     200, True, "ok", "sucesso", "warning", "", {}, [], None],
)  # fmt: skip
def test_an_empty_list_of_anything_else_is_an_error(status: object) -> None:
    with pytest.raises(FatalApiError) as caught:
        rows_of({"status": status, "faturas": []}, "faturas")
    assert caught.value.api_answered


@pytest.mark.parametrize("status", ["error", "Erro", False, 0, "partial"])
def test_rows_of_a_failure_are_not_read(status: object) -> None:
    with pytest.raises(FatalApiError):
        rows_of({"status": status, "faturas": [ROW]}, "faturas")


def test_without_a_word_about_success_nothing_is_read() -> None:
    for rows in ([], [ROW]):
        with pytest.raises(FatalApiError, match="sem explicação"):
            rows_of({"faturas": rows}, "faturas")


CONTRADICTIONS: list[dict[str, object]] = [
    {"errors": ["Falha ao consultar"]}, {"error": "Falha no banco"}, {"erro": True}, {"erros": 1},
    {"error": {"code": 500}}, {"success": False}, {"sucesso": "não"}, {"success": 0},
    {"errors": {"faturas": ["parcial"]}}, {"error": "true"}, {"code": 500}, {"statusCode": "404"},
    {"error_description": "timeout"}, {"exception": "PDOException"}, {"Error": "Falha"},
    {"error_message": "x"}, {"ok": False},
]  # fmt: skip
FAILURES = [
    "Erro ao consultar as faturas", "Falha ao conectar no banco", "Sem permissão", "timeout",
    "Não foi possível consultar", "Acesso negado", "Serviço indisponível", "Token expirado",
    "Sistema em manutenção, tente mais tarde", "SQLSTATE[HY000] Connection refused",
    "Undefined index: faturas", "Consulta interrompida", "Parâmetro termo_busca inválido",
    "ERRO 500", "O servidor não respondeu", "Could not connect", "Internal Server Error",
    "Não autorizado", "Limite de requisições excedido", "Usuário sem permissão para o recurso",
    "Nenhuma fatura encontrada: falha ao conectar no banco", "N&atilde;o foi poss&iacute;vel",
]  # fmt: skip
NO_FAILURES = [
    "Dados consultados com sucesso", "Consulta sem erros", "Nenhuma fatura encontrada", "Sucesso",
    "Nenhum erro", "0 erros", "Erros: 0", "Não houve erros", "Não há faturas em aberto", "",
    "Cliente sem faturas", "Não foram encontradas faturas", "Registros encontrados: 0", "OK",
    "Completed without errors", "Concluída sem nenhuma falha", "Cliente não encontrado",
    "Cliente não possui faturas em aberto", "Dados consultados com sucesso.", "OK!", "success",
    "Consulta realizada com sucesso", "Consulta efetuada", "Busca concluída com êxito",
    "Listagem executada.", "Pesquisa finalizada", "Operação realizada com sucesso!", "200 OK",
    "Requisição efetuada com sucesso", "Faturas listadas com sucesso", "Dados retornados",
    "Dados obtidos com sucesso", "Completed", "Done", "Data retrieved successfully",
    "Sucesso ao consultar as faturas", "Consulta de faturas do cliente 42 realizada com sucesso",
    "Nenhum resultado para a busca", "Não há dados para exibir", "Tudo certo",
    "Cliente adimplente", "Em dia", "Regular", "Nada consta", "Cliente em dia com suas faturas",
    "Nenhum registro encontrado", "Nenhuma fatura em aberto", "Nenhum(a) fatura encontrada",
    "Nenhuma fatura foi encontrada para o cliente 42 no período informado.", "Nenhum resultado",
    "Não existem débitos para este cliente", "Não foi encontrado nenhum registro",
    "Não foram localizados títulos em aberto", "O cliente não tem pendências financeiras",
    "Não encontramos faturas em aberto", "Faturas não encontradas", "Registro não localizado",
    "Sem faturas", "Sem débitos", "sem pendências no momento", "Sem títulos em aberto",
    "Sem registros.", "sem resultados", "Sem cobranças", "Vazio", "Lista vazia", "empty",
    "No invoices found", "No open invoices", "No records", "No results found", "no data",
    "0 faturas", "0 registros encontrados", "Total: 0", "Not found", "Customer not found",
    "Sucesso: 0 faturas", "Sucesso - nenhuma fatura encontrada", "Não há fatura(s) em aberto",
    "Consulta realizada com sucesso, mas nenhuma fatura foi encontrada.", "null", "-",
    "Atenção: o cliente não possui faturas em aberto", "N&atilde;o h&aacute; faturas",
    "NÃ£o hÃ¡ faturas em aberto", "N?o foram encontradas faturas", "Nenhum boleto disponível",
    "Parabéns! Você não possui faturas em aberto.", "NENHUMA_FATURA_ENCONTRADA",
]  # fmt: skip
NOT_KNOWN_TO_BE_HARMLESS = [
    "Consulta não realizada", "Consulta não efetuada", "Nada foi consultado", "Processando",
    "Não foram carregadas as faturas", "Muitas requisições", "Busca abortada", "Servidor ocupado",
    "Banco de dados offline", "Dados incompletos", "Resposta parcial", "Aguarde alguns instantes",
    "Consulta pendente", "Licença vencida", "Usuário bloqueado", "Connection lost", "Maintenance",
    "No response from server", "Database is locked", "Out of memory", "Internal problem",
    "Faturas canceladas não são listadas", "3 faturas encontradas", "Total: 3", "Sucesso parcial",
    "Nenhuma fatura foi consultada", "Nenhuma fatura carregada", "Sem dados: banco offline",
    "Nenhuma fatura encontrada, consulta pendente", "Consulta realizada parcialmente", "No server",
    "Nenhuma fatura encontrada no cache", "Sucesso. Aguarde", "Não há conexões", "Sem memória",
    "Nenhum dado disponível no momento", "Dados não disponíveis", "Data not returned", "...", "Ops",
    "Tabela cliente não encontrada", "Rota não encontrada", "Token não encontrado", "No connection",
    "Consulta não foi realizada com sucesso", "Sem sucesso", "Consulta sem sucesso", "não", "false",
    "Not done", "Not completed successfully", "Faturas não listadas", "Dados não obtidos", "0",
    "Cliente bloqueado", "Nada encontrado; serviço ocupado", "Consulta", "Faturas", "Em processo",
]  # fmt: skip


@pytest.mark.parametrize("more", CONTRADICTIONS)
@pytest.mark.parametrize("rows", [[], [ROW]])
def test_a_success_that_tells_of_an_error_is_none(
    more: dict[str, object], rows: list[object]
) -> None:
    with pytest.raises(FatalApiError, match="ao mesmo tempo") as caught:
        rows_of({"status": "success", "faturas": rows, **more}, "faturas")
    assert caught.value.api_answered


@pytest.mark.parametrize(
    "more",
    [{"errors": []}, {"errors": {}}, {"errors": None}, {"error": ""}, {"erro": False},
     {"error": "false"}, {"errors": [None, ""]}, {"success": True}, {"success": None},
     {"error": "null"}, {"erro": 0}, {"error": "N/A"}, {"erro": "-"}, {"errors": ["nenhum"]},
     {"code": 200}, {"code": "0"}, {"code": None}, {"ok": True}],
)  # fmt: skip
def test_empty_fields_of_errors_contradict_nothing(more: dict[str, object]) -> None:
    assert rows_of({"status": "success", "faturas": [], **more}, "faturas") == []


@pytest.mark.parametrize("words", FAILURES)
@pytest.mark.parametrize("field", ["msg", "mensagem", "detail"])
def test_a_success_whose_own_words_say_that_it_failed_is_none(field: str, words: str) -> None:
    with pytest.raises(FatalApiError, match="ao mesmo tempo"):
        rows_of({"status": "success", field: words, "faturas": []}, "faturas")


@pytest.mark.parametrize("words", NO_FAILURES)
def test_words_that_tell_of_no_failure_leave_a_success_one(words: str) -> None:
    assert rows_of({"status": "success", "msg": words, "faturas": []}, "faturas") == []


@pytest.mark.parametrize("words", NOT_KNOWN_TO_BE_HARMLESS)
@pytest.mark.parametrize("key", ["faturas", "clientes"])
def test_an_empty_list_beside_words_that_nobody_knows_is_an_error(key: str, words: str) -> None:
    with pytest.raises(FatalApiError) as caught:
        rows_of({"status": "success", "msg": words, key: []}, key)
    assert caught.value.api_answered


@pytest.mark.parametrize("words", ["Consulta parcial", "Faturas canceladas não são listadas", "?"])
def test_rows_need_no_known_words_beside_them(words: str) -> None:
    assert rows_of({"status": "success", "msg": words, "faturas": [ROW]}, "faturas") == [ROW]


@pytest.mark.parametrize("words", [["Sucesso", "Consulta pendente"], {"a": "Processando"}])
def test_every_sentence_beside_an_empty_list_has_to_be_known(words: object) -> None:
    with pytest.raises(FatalApiError, match="palavras que podem ser de uma falha"):
        rows_of(
            {"status": "success", "msg": "Sucesso", "detalhes": words, "faturas": []}, "faturas"
        )


COUNTS: list[dict[str, object]] = [
    {"total": 3}, {"total_registros": 3}, {"totalRegistros": "3"}, {"count": 1}, {"quantidade": 2},
    {"qtd_faturas": 1}, {"total_de_registros": 9}, {"recordsTotal": 5},
    {"paginacao": {"total_registros": 3}}, {"meta": {"pagination": {"total": 1}}},
]  # fmt: skip
NO_COUNTS: list[dict[str, object]] = [
    {"total": 0}, {"total": "0"}, {"total": None}, {"total": []}, {"total": {}}, {"limit": 50},
    {"paginacao": {"total_registros": 0, "ultima_pagina": 1, "pagina_atual": 1}},
    {"meta": {"per_page": 50}}, {"total_paginas": 1}, {"paginacao": [3]}, {"total": True},
]  # fmt: skip


@pytest.mark.parametrize("count", COUNTS)
def test_an_empty_list_that_is_said_to_have_rows_is_an_error(count: dict[str, object]) -> None:
    with pytest.raises(FatalApiError, match="que ela tem registros"):
        all_rows_of({"status": "success", "faturas": [], **count}, "faturas")
    assert all_rows_of({"status": "success", "faturas": [ROW], **count}, "faturas") == [ROW]
    assert rows_of({"status": "success", "faturas": [], **count}, "faturas") == [], "of all pages"


@pytest.mark.parametrize("count", NO_COUNTS)
def test_what_counts_no_rows_leaves_an_empty_list_one(count: dict[str, object]) -> None:
    assert all_rows_of({"status": "success", "faturas": [], **count}, "faturas") == []


def test_the_reason_is_given_with_its_digits_masked() -> None:
    with pytest.raises(FatalApiError) as caught:
        rows_of({"status": "error", "msg": "Falhou", "errors": ["CPF 123.456.789-00"]}, "faturas")
    assert str(caught.value) == "A API recusou a consulta: Falhou; CPF •••.•••.•••-••."


def test_an_object_with_numbered_keys_is_a_list_in_their_order() -> None:
    rows = {"10": {"n": 10}, "2": {"n": 2}, "0": {"n": 0}}
    read = rows_of({"status": "success", "faturas": rows}, "faturas")
    assert [row["n"] for row in read] == [0, 2, 10]


@pytest.mark.parametrize(
    "rows",
    [None, "x", {}, {"a": ROW}, {"0": ROW, "total": 1}, {"0": ROW, "total": ROW}, {"-1": ROW},
     {"²": ROW}, {"9" * 5000: ROW}, {"0": [ROW]}, ["x"], [ROW, None], 3, True],
)  # fmt: skip
def test_anything_else_is_no_list(rows: object) -> None:
    with pytest.raises(RetryableApiError, match="sem a lista faturas"):
        rows_of({"status": "success", "faturas": rows}, "faturas")
    with pytest.raises(RetryableApiError):
        rows_of({"status": "success"}, "faturas")


UNKNOWN = [
    "Cliente não encontrado", "CLIENTE NAO ENCONTRADO.", "Nenhum cliente encontrado",
    "cliente inexistente", "Cliente não localizado", "O cliente informado não existe",
    "Cliente com o código 42 não encontrado", "Cliente: 42 não foi encontrado",
    "Código do cliente não encontrado", "codigo_cliente não encontrado",
    "Cliente(s) não encontrado(s)", "Não foram encontrados clientes",
    "Não foi possível localizar o cliente", "Não existe cliente com este código",
    "Cadastro do cliente não localizado", "Cliente n&atilde;o encontrado",
    "Este cliente não existe",
    "Client not found", "Customer was not found.", "Unknown customer", "CLIENT_NOT_FOUND",
    "Consumidor não localizado", "Assinante inexistente", "codigo_cliente inexistente",
    "Cliente: registro não encontrado", "Cliente desconhecido!", "Cliente nÃ£o encontrado",
    "Nenhum cliente localizado com os dados informados", "Cliente n\ufffdo encontrado",
    "Nenhum cliente foi encontrado com o filtro informado", "CLIENTE_NAO_ENCONTRADO",
    "Nenhum cliente encontrado com o código informado", "Cliente n??o encontrado",
    "Cliente (código 42) não encontrado", "Cliente não encontrado com o código 42",
    "Cliente não encontrado na base de dados", "Cliente não encontrado no sistema.",
    "Cliente não existe no sistema", "O cliente não foi encontrado em nossa base",
    "Cliente não encontrado para o código 42 informado", "Nenhum cliente com o código 42",
    "Não existe cliente cadastrado com o código 42", "Não encontramos o cliente",
    "Cliente não consta no cadastro", "Não localizamos nenhum cliente com este código",
    "The customer does not exist", "No customer found with code 42",
    "Customer with id 42 could not be found", "Cliente não encontrado no sistema com o código 42",
    "Erro: cliente não encontrado", "Erro - Cliente não encontrado", "Ops! Cliente não encontrado.",
    "Cliente não encontrado. Verifique os dados informados.", "Não encontramos este cliente",
    "Cliente não encontrado. Por favor, verifique o código e tente novamente.",
    "Cliente não encontrado no banco de dados", "Erro: cliente não cadastrado",
    "Error: client not found", "Ops, não encontramos esse cliente!",
    "Aten&ccedil;&atilde;o: cliente n&atilde;o encontrado", "ERRO: CLIENTE N&Atilde;O ENCONTRADO",
]  # fmt: skip
ABOUT_SOMETHING_ELSE = [
    "Nenhuma fatura encontrada", "Nenhuma fatura encontrada para o cliente", "Rota não encontrada",
    "Plano do cliente não encontrado", "Token do cliente não encontrado", "Usuário não encontrado",
    "E-mail do cliente não encontrado", "Telefone do cliente não cadastrado",
    "Cliente OAuth não encontrado", "Nenhum cliente selecionado", "Registro não encontrado",
    "Cliente bloqueado", "Cliente sem faturas", "Cliente não encontrado ou sem faturas",
    "Cliente não encontrado: token sem permissão", "Não existe boleto para o cliente",
    "não localizado", "", "Tabela cliente não encontrada", "Parâmetro codigo_cliente inexistente",
    "Cliente não encontrado. Sistema em manutenção, tente mais tarde.",
    "Não foi possível localizar o cliente: banco fora do ar", "Cliente não encontrado no cache",
    "Cliente não encontrado no gateway", "Cliente não encontrado no LDAP",
    "Aplicativo cliente desconhecido", "Cliente não encontrado (erro 500)",
    "Erro ao consultar cliente: não encontrado", "Erro no cliente: não encontrado", "Erro", "Ops!",
    "Erro interno: cliente não encontrado", "Verifique os dados informados.",
    "Cliente não encontrado. Verifique a conexão com o banco.",
    "Cliente não encontrado no banco de dados: banco fora do ar",
    "Sessão do cliente não encontrada", "Certificado de cliente não encontrado",
    "Coluna codigo_cliente não existe", "Client not found in registry", "Unknown client_id",
    "Cliente não encontrado; tente de novo", "Cliente HTTP não encontrado", "Cliente?",
    "Filial não encontrada", "Cliente não encontrado, código de erro 7",
    "Cliente não encontrado na base: banco fora do ar", "Cliente não encontrado no sistema legado",
    "Cliente não encontrado: falha ao conectar no banco", "Customer does not exist in cache",
    "Não encontramos o cliente: sistema em manutenção", "Cliente não encontrado na base de testes",
    "Não existe cliente cadastrado; erro interno",
]  # fmt: skip
BARE = ("", "Erro", "Ops!")
"""They say nothing of the customer, and take nothing from what does."""


@pytest.mark.parametrize("words", UNKNOWN)
@pytest.mark.parametrize("status", ["error", "Erro", False])
def test_an_error_that_says_that_there_is_no_such_customer(status: object, words: str) -> None:
    for said in ({"msg": words}, {"msg": "Cliente não encontrado", "errors": [words]}):
        with pytest.raises(UnknownCustomerError):
            rows_of({"status": status, **said}, "faturas")


@pytest.mark.parametrize("words", ABOUT_SOMETHING_ELSE)
def test_an_error_about_something_else_says_nothing_of_the_customer(words: str) -> None:
    """No invoice found, too: it may have looked for the wrong thing."""
    said: list[dict[str, object]] = [{"msg": words}]
    if words not in BARE:
        said.append({"msg": "Cliente não encontrado", "errors": [words]})
    for each in said:
        with pytest.raises(FatalApiError) as caught:
            rows_of({"status": "error", **each}, "faturas")
        assert not isinstance(caught.value, UnknownCustomerError)


@pytest.mark.parametrize("status", ["ok", None, 1])
def test_words_without_an_error_never_mean_an_unknown_customer(status: object) -> None:
    with pytest.raises(FatalApiError) as caught:
        rows_of({"status": status, "msg": "Cliente não encontrado", "faturas": []}, "faturas")
    assert not isinstance(caught.value, UnknownCustomerError)


def test_a_404_may_say_that_there_is_no_such_customer() -> None:
    body = '{"status": "error", "msg": "Cliente não encontrado"}'.encode()
    with pytest.raises(UnknownCustomerError):
        content_of(Reply(404, body, None))
    with pytest.raises(FatalApiError, match="404") as caught:
        content_of(Reply(404, b'{"message": "Not Found"}', None))
    assert not isinstance(caught.value, UnknownCustomerError)


@pytest.mark.parametrize(
    "error",
    ["Not Found", "404", "404 Not Found", "true", "sim", "N/A", "-", "Erro", "Erro!", "Falha"],
)
def test_a_bare_error_beside_the_sentence_changes_nothing(error: str) -> None:
    body = f'{{"message": "Cliente não encontrado", "error": "{error}", "statusCode": 404}}'
    with pytest.raises(UnknownCustomerError):
        content_of(Reply(404, body.encode(), None))
    assert not says_unknown_customer({"error": error})


def test_hostile_words_take_no_more_than_moments() -> None:
    for words in (
        "1" * 900,
        "cliente " * 120,
        "cliente 1.1-1 " * 70,
        "cliente com de do " * 50,
        "erro " * 200,
        "cliente consultado " * 50,
        "total " * 150,
        "n o " * 240,
        "fatura em aberto 1 nao ha faturas foram encontradas " * 18,
        "nao foi encontrado nenhum cliente no sistema com o codigo " * 15,
    ):
        assert not says_unknown_customer({"msg": words, "errors": [words] * 10})
        for start in ("", "nenhuma fatura ", "fatura "):
            assert not tells_of_no_failure({"msg": f"{start}{words[:900]} offline"})
