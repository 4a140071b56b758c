// Every state is a shape and a word; the color only repeats it.
import type { AccountState, Health, Outcome, RungState } from "../host";
import { HEALTH, OUTCOME, RUNG, STATUS } from "../words/state";
import css from "./shapes.module.css";

export function Dot({ color }: { color: string }) {
  return <span className="app-dot" style={{ background: color }} aria-hidden="true" />;
}

/** The health of a connection: disc, diamond, pie, square, ring. */
export function HealthShape({ health, quiet }: { health: Health | "none"; quiet?: boolean }) {
  const words = health === "none" ? "nothing connected" : HEALTH[health];
  return quiet ? (
    <i className={css.health} data-health={health} aria-hidden="true" />
  ) : (
    <i className={css.health} data-health={health} role="img" aria-label={words} title={words} />
  );
}

export function Status({
  status,
  since,
  stale,
}: {
  status: AccountState;
  since?: string | null;
  stale?: boolean;
}) {
  return (
    <span
      className="status"
      data-status={status}
      data-stale={stale || undefined}
      title={since ? `${STATUS[status]} since ${since}` : undefined}
    >
      <i aria-hidden="true" />
      <span className="clip">
        {STATUS[status]}
        {since ? <span className="since"> since {since}</span> : null}
      </span>
    </span>
  );
}

export function AppName({ color, name }: { color: string; name: string }) {
  return (
    <span className="app-name">
      <Dot color={color} />
      <span className="clip name" title={name}>
        {name}
      </span>
    </span>
  );
}

/** Up to two initials of a name, for a disc beside the name. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s@._-]+/)
    .filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return picked
    .map((w) => (w ? ([...w][0] ?? "") : ""))
    .join("")
    .toLocaleUpperCase();
}

export function Avatar({ name, large }: { name: string; large?: boolean }) {
  return (
    <span className={large ? "avatar large" : "avatar"} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

const OUTCOME_PATHS: Record<Outcome, React.ReactNode> = {
  verified: <path d="m3.5 8.5 3 3 6-7" />,
  "accepted-not-verified": (
    <>
      <circle cx="8" cy="8" r="5" />
      <path d="M8 3v10A5 5 0 0 1 8 3z" fill="currentColor" stroke="none" />
    </>
  ),
  refused: <path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />,
  "held-back": <path d="M5.5 4v8M10.5 4v8" />,
  unknown: <circle cx="8" cy="8" r="5" strokeDasharray="2.2 2" />,
  "not-sent": <path d="M3.5 8h9" />,
};

function Glyph({ children }: { children: React.ReactNode }) {
  return (
    <svg className={css.glyph} viewBox="0 0 16 16" aria-hidden="true">
      {children}
    </svg>
  );
}

export function OutcomeShape({ outcome, words }: { outcome: Outcome; words?: string }) {
  return (
    <span className="outcome" data-kind={outcome}>
      <Glyph>{OUTCOME_PATHS[outcome]}</Glyph>
      <span>{words ?? OUTCOME[outcome]}</span>
    </span>
  );
}

/** What has no outcome yet. */
export function PhaseShape({ phase, words }: { phase: string; words: string }) {
  return (
    <span className="phase" data-phase={phase}>
      <i aria-hidden="true" />
      {words}
    </span>
  );
}

const RUNG_PATHS: Record<RungState, React.ReactNode> = {
  waiting: <circle cx="8" cy="8" r="4" strokeDasharray="2 2" />,
  trying: (
    <>
      <circle cx="8" cy="8" r="4.5" />
      <path d="M8 3.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" stroke="none" />
    </>
  ),
  passed: <path d="m3.5 8.5 3 3 6-7" />,
  failed: <path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />,
  skipped: <path d="M4 8h8" />,
};

export function RungShape({ state }: { state: RungState }) {
  return (
    <span className={css.rungShape} data-state={state}>
      <Glyph>{RUNG_PATHS[state]}</Glyph>
      <span className="hidden-words">{RUNG[state]}</span>
    </span>
  );
}

export function WarnGlyph() {
  return (
    <svg className={`${css.glyph} warn`} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 2.8 14 13H2z" />
      <path d="M8 6.5v3M8 11.3v.1" />
    </svg>
  );
}

export function StopGlyph() {
  return (
    <svg className={`${css.glyph} ${css.stop}`} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="5.8" />
      <path d="M5 8h6" />
    </svg>
  );
}

export function Brand({ size }: { size: number }) {
  return (
    <svg
      className={css.brandMark}
      viewBox="0 0 20 20"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <rect x="1" y="1" width="18" height="18" rx="5" />
      <path d="M5.5 6.5h5M5.5 10h5M5.5 13.5h3" />
      <path d="m12 12.2 1.5 1.6 2.6-4" />
    </svg>
  );
}
