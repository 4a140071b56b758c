// Jumps to places of the table and counts, from the arrival of a page's answer in the page, the
// frames until all rows on the screen show their values. Arguments: row numbers, and who is told.
const [places, done] = arguments;
const PAGE_ROWS = 200;
const HEADER_HEIGHT = 31;
const grid = document.querySelector('[data-testid="users-grid"]');
const height = grid.querySelector('[data-testid="users-row"]').offsetHeight;

let frame = 0;
const answers = new Map();
const plain = window.fetch;
// Answers of commands come through fetch; the moment one is decoded is the moment it has arrived.
window.fetch = async (address, options) => {
  const response = await plain(address, options);
  if (!String(address).endsWith("/users")) return response;
  const page = JSON.parse(options.body).query.offset / PAGE_ROWS;
  const json = response.json.bind(response);
  response.json = async () => {
    const value = await json();
    answers.set(page, { frame, at: performance.now() });
    return value;
  };
  return response;
};

function rowsOnScreen() {
  const first = Math.floor(grid.scrollTop / height);
  const room = grid.clientHeight - HEADER_HEIGHT;
  const last = Math.ceil((grid.scrollTop + room) / height) - 1;
  return { first, last };
}

function shown({ first, last }) {
  for (let row = first; row <= last; row++) {
    const there = grid.querySelector(`[role="row"][aria-rowindex="${row + 2}"]`);
    if (!there || there.hasAttribute("data-loading")) return false;
  }
  return true;
}

const jumps = [];
let known = 0;
const nextFrame = () =>
  new Promise((next) =>
    requestAnimationFrame(() => {
      frame += 1;
      next();
    }),
  );

async function jump(place) {
  grid.scrollTop = place * height;
  const rows = rowsOnScreen();
  const pages = [Math.floor(rows.first / PAGE_ROWS), Math.floor(rows.last / PAGE_ROWS)];
  const before = pages.every((page) => answers.has(page));
  const started = performance.now();
  while (!shown(rows)) {
    if (performance.now() - started > 10000) throw new Error(`no rows at ${place}`);
    await nextFrame();
  }
  const arrived = pages.map((page) => answers.get(page)).filter((answer) => answer);
  if (before || arrived.length < pages.length) {
    known += 1;
    return;
  }
  const last = arrived.reduce((a, b) => (a.at > b.at ? a : b));
  jumps.push({ frames: frame - last.frame, ms: performance.now() - last.at, answer: last.at - started });
}

(async () => {
  for (const place of places) {
    await jump(place);
    for (let rest = 0; rest < 6; rest++) await nextFrame();
  }
})()
  .then(() => done({ jumps, known }))
  .catch((error) => done({ error: String(error) }))
  .finally(() => {
    window.fetch = plain;
  });
