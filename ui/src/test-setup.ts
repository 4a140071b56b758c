import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// happy-dom has no layout. The tables need a height to decide which rows to show.
const size = { offsetHeight: 600, offsetWidth: 1000, clientHeight: 600, clientWidth: 1000 };
for (const [name, value] of Object.entries(size)) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
}

// Waiting ends when what is waited for is there; the bound is for what never comes.
configure({ asyncUtilTimeout: 60_000 });

afterEach(() => {
  cleanup();
  window.location.hash = "";
});
