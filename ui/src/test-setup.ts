import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// happy-dom has no layout. The tables need a height to decide which rows to show.
const size = { offsetHeight: 600, offsetWidth: 1000, clientHeight: 600, clientWidth: 1000 };
for (const [name, value] of Object.entries(size)) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
}

afterEach(() => {
  cleanup();
  window.location.hash = "";
});
