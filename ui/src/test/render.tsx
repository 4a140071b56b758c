import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import axe from "axe-core";
import { I18nProvider } from "react-aria-components";
import { makeClient } from "../data/client";

/** Renders as the window does, each time with a store of queries of its own. */
export function show(ui: React.ReactNode) {
  return render(
    <QueryClientProvider client={makeClient()}>
      <I18nProvider locale="en-GB">{ui}</I18nProvider>
    </QueryClientProvider>,
  );
}

/** Findings of axe, in words. Contrast needs a browser that paints: it is checked in the real window. */
export async function axeFindings(root: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(root, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}`));
}
