// What the body of an entry names: the run and the plan it belongs to, and the exchange behind it.

export type EntryBody = {
  run: string | null;
  plan: string | null;
  exchange: string | null;
  /** Indented, the exchange left out: it is shown by itself. */
  json: string;
};

const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

/** Anything that is not the JSON object it should be is shown as it stands. */
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
