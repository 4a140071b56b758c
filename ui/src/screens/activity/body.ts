// The parts of an entry: its run, its plan, and its exchange.

export type EntryBody = {
  run: string | null;
  plan: string | null;
  exchange: string | null;
  /** Indented, without the exchange, which is shown separately. */
  json: string;
};

const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

/** A body that is not a JSON object is shown as it is. */
export function readBody(body: string): EntryBody {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    return { run: null, plan: null, exchange: null, json: body };
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { run: null, plan: null, exchange: null, json: JSON.stringify(raw, null, 2) };
  }
  const { exchange, ...rest } = raw as Record<string, unknown>;
  const shown = text(exchange);
  return {
    run: text(rest.run),
    plan: text(rest.plan),
    exchange: shown,
    json: JSON.stringify(shown === null ? raw : rest, null, 2),
  };
}
