// Jumps to places of the table and counts, from the arrival of a page's answer in the page, the
// frames until all rows on the screen show their values. Arguments: row numbers, and the callback.
const [places, done] = arguments;
const HEADER_HEIGHT = 31;
const height = document.querySelector('[data-testid="users-row"]').offsetHeight;

let frame = 0;
/** The newest answer with rows: in which frame it came, and when. */
let answer = null;
// Every answer, whichever way it came, is handed over by looking up who waits for it; that moment
// is its arrival in the page.
const waiting = window.__TAURI_INTERNALS__.callbacks;
const plain = waiting.get;
waiting.get = (id) => {
  const callback = plain.call(waiting, id);
  return (
    callback &&
    ((data) => {
      if (Array.isArray(data?.rows) && "total" in data) answer = { frame, at: performance.now() };
      return callback(data);
    })
  );
};

function rowsOnScreen(grid) {
  const first = Math.floor(grid.scrollTop / height);
  const room = grid.clientHeight - HEADER_HEIGHT;
  const last = Math.ceil((grid.scrollTop + room) / height) - 1;
  return { first, last };
}

function shown(grid, { first, last }) {
  for (let row = first; row <= last; row++) {
    const there = grid.querySelector(`[role="row"][aria-rowindex="${row + 2}"]`);
    if (!there || there.hasAttribute("data-loading")) return false;
  }
  return true;
}

const jumps = [];
/** Jumps to rows that were there already. */
let known = 0;
const nextFrame = () =>
  new Promise((next) =>
    requestAnimationFrame(() => {
      frame += 1;
      next();
    }),
  );

async function jump(place) {
  const started = performance.now();
  answer = null;
  // The table may have been rebuilt since the last jump.
  const grid = document.querySelector('[data-testid="users-grid"]');
  grid.scrollTop = place * height;
  const rows = rowsOnScreen(grid);
  if (rows.last < rows.first) throw new Error(`no room for rows at ${place}`);
  while (!shown(grid, rows)) {
    if (performance.now() - started > 10000) throw new Error(`no rows at ${place}`);
    await nextFrame();
  }
  if (answer === null) {
    known += 1;
    return;
  }
  const { at } = answer;
  jumps.push({ frames: frame - answer.frame, ms: performance.now() - at, answer: at - started, place });
}

(async () => {
  for (const place of places) {
    await jump(place);
    // Nothing of this jump may arrive in the next.
    for (let rest = 0; rest < 12; rest++) await nextFrame();
  }
})()
  .then(() => done({ jumps, known }))
  .catch((error) => done({ error: String(error) }))
  .finally(() => {
    delete waiting.get;
  });
