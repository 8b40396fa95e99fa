/* Says that the page is Portuguese, and puts Streamlit's own English words into Portuguese. */
(() => {
  document.documentElement.lang = "pt-BR";
  if (window.faturasEmPortugues) return;
  window.faturasEmPortugues = true;

  const WORDS = {
    "Upload": "Escolher arquivo",
    "Add files": "Trocar arquivo",
    "Error:": "Recusado:",
    "file upload": "Envio de arquivo",
    "Drag and drop a file here": "Solte o arquivo aqui",
    "Open": "Abrir",
    "Close": "Fechar",
    "Clear value": "Limpar",
    "Clear all": "Limpar tudo",
    "Clear entry": "Limpar",
    "Clear date": "Limpar data",
    "Choose date": "Escolher data",
    "Select all": "Marcar tudo",
    "Selected values": "Valores escolhidos",
    "Selectbox options": "Opções",
    "Multiselect options": "Opções",
    "Choose an option": "Escolha",
    "Choose options": "Escolha",
    "No results": "Nada encontrado",
    "No options to select": "Não há opções",
    "No options to select.": "Não há opções.",
    "Increment": "Aumentar",
    "Decrement": "Diminuir",
    "Number is above the allowed range.": "O número está acima do permitido.",
    "Number is below the allowed range.": "O número está abaixo do permitido.",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.":
      "Use as setas para andar pelas datas, Enter para escolher e Esc para fechar.",
    "Next page": "Próxima página",
    "Previous page": "Página anterior",
    "Pagination": "Páginas",
    "Fullscreen": "Tela cheia",
    "Close fullscreen": "Sair da tela cheia",
    "Search": "Procurar",
    "Type to search": "Digite para procurar",
    "Close Search": "Fechar a procura",
    "Next Result": "Próximo resultado",
    "Previous Result": "Resultado anterior",
    "Clear selection": "Limpar a seleção",
    "Show/hide columns": "Mostrar ou esconder colunas",
    "Visibility": "Colunas",
    "Dataframe column menu": "Menu da coluna",
    "Sort ascending": "Ordem crescente",
    "Sort descending": "Ordem decrescente",
    "Statistics": "Estatísticas",
    "Values": "Valores",
    "Empty": "Vazios",
    "Distinct": "Distintos",
    "Minimum": "Mínimo",
    "Maximum": "Máximo",
    "Average": "Média",
    "Median": "Mediana",
    "Sum": "Soma",
    "Count": "Quantidade",
    "Range": "Intervalo",
    "Standard deviation": "Desvio padrão",
    "Minimum length": "Menor comprimento",
    "Maximum length": "Maior comprimento",
    "Average length": "Comprimento médio",
    "Based on sample": "Por amostra",
    "(index)": "(linha)",
    "Format": "Formato",
    "Automatic": "Automático",
    "Localized": "Brasileiro",
    "Plain": "Simples",
    "Compact": "Compacto",
    "Dollar": "Dólar",
    "Percent": "Porcentagem",
    "Scientific": "Científico",
    "Accounting": "Contábil",
    "Distance": "Distância",
    "Calendar": "Calendário",
    "Copy column name": "Copiar o nome da coluna",
    "Autosize": "Ajustar a largura",
    "Pin column": "Fixar a coluna",
    "Unpin column": "Soltar a coluna",
    "Hide column": "Esconder a coluna",
    "Scrollable table": "Tabela com rolagem",
    "empty": "sem linhas",
    "progress": "andamento",
    "yyyy": "aaaa",
    "No data": "Sem dados",
    "Copy to clipboard": "Copiar",
    "Copied": "Copiado",
    "Help": "Ajuda",
    "Scroll tabs left": "Mostrar as abas à esquerda",
    "Scroll tabs right": "Mostrar as abas à direita",
    "Skip to main content": "Ir para o conteúdo",
    "Please wait...": "Aguarde…",
    "Loading...": "Carregando…",
    "Connecting": "Conectando…",
    "Connection error": "Sem conexão com o painel",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "O programa ainda está aberto? As tarefas ficam guardadas. Para abrir de novo, use no terminal:",
    "Streamlit server is not responding. Are you connected to the internet?":
      "O painel não está respondendo. As tarefas ficam guardadas; confira a internet e aguarde.",
    "streamlit run yourscript.py": "streamlit run streamlit_app.py",
    "Page not found": "Página não encontrada",
    "Connection timed out.": "A conexão demorou demais.",
    "Network issue": "Problema de rede",
  };
  const PATTERNS = [
    [/^([\d.]+) ?MB per file$/, (_, size) => `até ${parseInt(size, 10)} MB`],
    [/^\d+(\.\d)? ?[KM]?B$/, (size) => size.replace(".0", "").replace(".", ",").replace(/ ?(?=[KMB])/, " ")],
    [/^(\d+) results?$/, "$1 encontrado(s)"],
    [/^(\d+) of (\d+)$/, "$1 de $2"],
    [/^.*files are not allowed\.$/, "Este tipo de arquivo não serve: envie um CSV ou uma planilha."],
    [/^File must be ([\d.]+) ?MB or smaller\.$/, (_, size) => `O arquivo passa de ${parseInt(size, 10)} MB.`],
    [/^The page that you have requested does not .*$/, "Este endereço não existe. Esta é a página Processar."],
    [/^You have requested page (\S+), but .*$/, "O endereço $1 não existe. Esta é a página Processar."],
  ];
  const ATTRIBUTE_PATTERNS = [
    // A button of a table's toolbar: what it does, and the table's name.
    [/^([^:]+)(?=: )/, (what) => WORDS[what] ?? what],
    [/^Remove (.+)$/, "Remover $1"],
    [/^Delete (.+)$/, "Remover $1"],
    [/^Page (\d+)$/, "Página $1"],
    [/^Help for (.+)$/, "Ajuda sobre $1"],
    [/^\w+ icon$/, "ícone"],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-description"];
  // What people and billing systems wrote stays as they wrote it.
  const LITERAL = '[data-testid="stText"], [data-testid="stHtml"], [data-testid="stDataFrame"] table';

  const portuguese = (text, patterns) => {
    const words = text.trim();
    if (Object.hasOwn(WORDS, words)) return text.replace(words, () => WORDS[words]);
    for (const [pattern, by] of patterns) {
      if (pattern.test(words)) return text.replace(words, () => words.replace(pattern, by));
    }
    return text;
  };
  const mendText = (node) => {
    const text = node.nodeValue;
    if (!text || node.parentElement?.closest(LITERAL)) return;
    const better = portuguese(text, PATTERNS);
    if (better !== text) node.nodeValue = better;
  };
  const mendAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const text = element.getAttribute(name);
      if (!text) continue;
      const better = portuguese(text, ATTRIBUTE_PATTERNS);
      if (better !== text) element.setAttribute(name, better);
    }
  };
  const mend = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return mendText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.matches("script, style")) return;
    mendAttributes(root);
    root.childNodes.forEach(mend);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") mendText(change.target);
      else if (change.type === "attributes") mendAttributes(change.target);
      else change.addedNodes.forEach(mend);
    }
  }).observe(document.body, {
    subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ATTRIBUTES,
  });
  mend(document.body);
})();
