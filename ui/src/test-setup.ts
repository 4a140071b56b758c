import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// The files of a worker share one registry of modules. Each file begins with fresh ones, so that
// nothing that a screen keeps outlives the file.
vi.resetModules();

// happy-dom has no layout. The tables need a height to decide which rows to show.
const size = { offsetHeight: 600, offsetWidth: 1700, clientHeight: 600, clientWidth: 1700 };
for (const [name, value] of Object.entries(size)) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
}

// Waiting ends when what is waited for is there; the bound is for what never comes.
configure({ asyncUtilTimeout: 60_000 });

// Where the focus is only virtual (in the palette), React Aria says so with a blur of the field that
// keeps the focus. user-event takes that for the end of typing and sends a change in the middle of
// React's commit.
window.addEventListener(
  "blur",
  (event) => {
    if (event.target === document.activeElement) event.stopImmediatePropagation();
  },
  { capture: true },
);

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  sessionStorage.clear();
  window.location.hash = "";
});
