// Pastes a list into the membership editor and answers how long it took from the press of Match to
// the paint with so many changes staged.
const [list, wanted, done] = arguments;
const field = document.querySelector('[data-testid="paste-text"]');
const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
set.call(field, list);
field.dispatchEvent(new Event("input", { bubbles: true }));
requestAnimationFrame(() =>
  setTimeout(() => {
    const began = performance.now();
    const there = () =>
      document.querySelector(`[data-testid="tray"][data-count="${wanted}"]`) !== null;
    const watch = new MutationObserver(() => {
      if (!there()) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => done({ ms: performance.now() - began })));
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
    document.querySelector('[data-testid="paste-match"]').click();
  }, 50),
);
