/* Brings the files that were ordered by a click: waits until each is built, and has the browser
   fetch it. Lives as long as the page is open, whatever is drawn anew in it meanwhile. */
(() => {
  if (window.faturasBaixa) return;
  window.faturasBaixa = true;

  const SLOW_MS = 1000; // what takes longer is said to be on its way
  const UNANSWERED_MS = 20_000; // a click of which nothing has come by then is lost
  const NOT_FETCHED_MS = 8000; // then the browser has asked first, or refused
  const OFFLINE_MS = 120_000;
  const RETRY_MS = 1000;
  const AGAIN_MS = 120_000; // shorter than the panel keeps a file that has gone out
  const GONE_OUT_SHOWN = 2;
  const SAME_PLACE_PX = 8;
  const PREPARING = "Preparando o arquivo…";
  const LOST = "O painel não respondeu a este clique. Clique de novo.";
  const OFFLINE = "Sem conexão com o painel: o arquivo não foi baixado. Clique de novo mais tarde.";
  const RELOADED = "O pedido de um arquivo se perdeu quando a página foi recarregada. Clique de novo.";
  const UNKNOWN =
    "O painel não reconheceu este pedido. Recarregue a página, permita os cookies dela e clique de novo.";
  const NOT_KEPT = "Este arquivo não está mais guardado. Clique em Baixar de novo.";
  const BUTTON = /(?:^|\s)(st-key-\S+-(?:csv|xlsx)-\S+)/;

  // Where the page's own script came from: below whatever path a host serves the panel.
  const script = document.querySelector('script[src*="/static/"]')?.src;
  const BASE = script?.slice(0, script.lastIndexOf("/static/") + 1) ?? new URL(".", location).href;

  /* What this tab waits for: the tokens under way, and a click without one. Kept over a reload,
     unless the browser refuses its storage. */
  const unstored = {};
  const kept = (name) => {
    let words = unstored[name];
    try {
      words = sessionStorage.getItem(name);
    } catch {
      // Refused: until the next reload it is remembered all the same.
    }
    return words?.split(" ").filter(Boolean) ?? [];
  };
  const keep = (name, words) => {
    unstored[name] = words.join(" ");
    try {
      sessionStorage.setItem(name, unstored[name]);
    } catch {
      // Refused.
    }
  };
  const ORDERS = "faturas-pedidos";
  const CLICK = "faturas-clique";

  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  /* What is said, in a corner that no drawing touches. */
  const board = document.createElement("div");
  board.className = "fv-arquivos";
  board.setAttribute("role", "status");
  document.body.append(board);

  const goneOut = [];
  const newLine = () => {
    const line = document.createElement("p");
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Fechar";
    close.addEventListener("click", () => line.remove());
    return {
      say(...words) {
        line.replaceChildren(...words, close);
        if (!line.isConnected) board.append(line);
      },
      endInTime() {
        setTimeout(() => line.remove(), AGAIN_MS);
        goneOut.push(line);
        if (goneOut.length > GONE_OUT_SHOWN) goneOut.shift().remove();
      },
      remove: () => line.remove(),
    };
  };

  /* A click is answered from the moment it is made, before the panel knows of it. */
  let unanswered = null;
  const clicked = () => {
    document.activeElement?.matches("input, textarea") && document.activeElement.blur();
    if (unanswered) return;
    keep(CLICK, ["1"]);
    const line = newLine();
    const slow = setTimeout(() => line.say(PREPARING), SLOW_MS);
    const lost = setTimeout(() => {
      unanswered = null;
      keep(CLICK, []);
      line.say(LOST);
    }, UNANSWERED_MS);
    unanswered = { line, slow, answered: () => clearTimeout(lost) };
  };

  const follow = async (token, unknown = UNKNOWN) => {
    const click = unanswered;
    unanswered = null;
    click?.answered();
    keep(CLICK, []);
    keep(ORDERS, [...new Set([...kept(ORDERS), token])]);
    const line = click?.line ?? newLine();
    const slow = click?.slow ?? setTimeout(() => line.say(PREPARING), SLOW_MS);
    let order = { estado: "preparando" };
    while (order.estado === "preparando") order = await state(token, "preparando", unknown);
    clearTimeout(slow);
    if (order.estado === "pronto" || order.estado === "enviando") {
      if (order.estado === "pronto") fetchFile(token, order.nome);
      line.say(...contents(order));
      order = await fetched(token, order, line);
    }
    if (order.estado === "entregue") {
      // Whether the browser has kept it, nobody tells us.
      line.say(...contents(order), "Não chegou? ", again(token, order.nome, line));
      line.endInTime();
    } else line.say(order.motivo);
    keep(ORDERS, kept(ORDERS).filter((other) => other !== token));
  };

  /* Asks how an order stands; answered when that is no longer `known`, or after a while. */
  const state = async (token, known, unknown = UNKNOWN) => {
    const until = performance.now() + OFFLINE_MS;
    while (performance.now() < until) {
      try {
        const url = `${BASE}baixar/${token}/estado?depois=${known}`;
        const answer = await fetch(url, { cache: "no-store" });
        if (answer.ok) return await answer.json();
        if (answer.status === 404) return { estado: "recusado", motivo: unknown };
      } catch {
        // No connection: it may come back.
      }
      await wait(RETRY_MS);
    }
    return { estado: "recusado", motivo: OFFLINE };
  };

  /* Waits until all of the file has gone out; offers it to a browser that did not take it. */
  const fetched = async (token, ready, line) => {
    const offer = () =>
      line.say(...contents(ready), "Não chegou? ", linkTo(token, ready.nome, "Salvar agora"));
    const late = setTimeout(offer, NOT_FETCHED_MS);
    let order = ready;
    while (order.estado === "pronto" || order.estado === "enviando") {
      const next = await state(token, order.estado);
      if (next.estado !== "pronto") clearTimeout(late);
      else if (order.estado === "enviando") offer(); // it broke off
      order = next;
    }
    return order;
  };

  const contents = ({ nome, resumo, sha256 }) => {
    const sum = document.createElement("code");
    sum.textContent = `SHA-256 ${sha256}`;
    return [`${nome} · ${resumo}`, sum];
  };

  const linkTo = (token, name, text) => {
    const link = document.createElement("a");
    link.href = `${BASE}baixar/${token}`;
    link.download = name;
    link.textContent = text;
    return link;
  };

  /* Asks first: the file may be gone by then, or no longer be what the page shows. */
  const again = (token, name, line) => {
    const link = linkTo(token, name, "Baixar outra vez");
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const order = await state(token, "", NOT_KEPT);
      if (order.estado === "entregue") fetchFile(token, name);
      else line.say(order.motivo);
    });
    return link;
  };

  const fetchFile = (token, name) => {
    const link = linkTo(token, name, "");
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
  };

  /* New orders stand in the page after any drawing. */
  const known = new Set();
  const look = () => {
    for (const place of document.getElementsByClassName("fv-pedidos"))
      for (const token of place.textContent.split(" ")) {
        if (!token || known.has(token)) continue;
        known.add(token);
        follow(token);
      }
  };
  new MutationObserver(look).observe(document.body, {
    subtree: true, childList: true, characterData: true,
  });
  look();

  /* After a reload: what was under way goes on, and a click that the panel never heard of is said. */
  if (kept(CLICK).length) newLine().say(RELOADED);
  keep(CLICK, []);
  for (const token of kept(ORDERS)) {
    if (known.has(token)) continue;
    known.add(token);
    follow(token, RELOADED);
  }

  /* Where the page moves under the pointer between press and release, a browser makes no click. */
  const buttonOf = (node) => {
    const place = node.closest?.("button")?.closest('[class*="-csv-"], [class*="-xlsx-"]');
    return place ? BUTTON.exec(place.className)?.[1] : undefined;
  };
  let pressed = null;
  addEventListener("pointerdown", (event) => {
    const button = event.button === 0 ? buttonOf(event.target) : undefined;
    pressed = button ? { button, x: event.clientX, y: event.clientY } : null;
  }, true);
  addEventListener("pointercancel", () => (pressed = null), true);
  addEventListener("pointerup", (event) => {
    const press = pressed;
    if (!press || Math.hypot(event.clientX - press.x, event.clientY - press.y) > SAME_PLACE_PX) return;
    setTimeout(() => {
      if (pressed !== press) return;
      pressed = null;
      document.querySelector(`.${CSS.escape(press.button)} button`)?.click();
    });
  }, true);
  addEventListener("click", (event) => {
    if (!buttonOf(event.target)) return;
    pressed = null;
    clicked();
  }, true);
})();
