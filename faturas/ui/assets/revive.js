/* Opens the page anew when nothing is left of it: where Streamlit draws something that does not
   fit what it has drawn before, it takes the whole page away, for good. The address has the
   tarefa, so the page comes back to it. */
(() => {
  if (window.faturasReabre) return;
  window.faturasReabre = true;

  const PAUSE_MS = 1000; // so that a page that fails every time does not keep the server busy
  const root = document.getElementById("root");
  const reviveIfEmpty = () => {
    if (!root.hasChildNodes()) location.reload();
  };
  new MutationObserver(() => setTimeout(reviveIfEmpty, PAUSE_MS)).observe(root, { childList: true });
})();
