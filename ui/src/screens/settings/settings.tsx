import {
  type Density,
  prefer,
  type Theme,
  usePreferences,
  usePreferencesProblem,
} from "../../data/preferences";
import { useAppStateQuery } from "../../data/state";
import { KeychainRetry } from "../../parts/keychain-retry";
import { Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import css from "./settings.module.css";

const THEMES: { value: Theme; label: string }[] = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "system", label: "System" },
];

const DENSITIES: { value: Density; label: string }[] = [
  { value: "comfortable", label: "Comfortable" },
  { value: "compact", label: "Compact" },
];

const KEYS: [string, string][] = [
  ["Ctrl K or ⌘ K", "search people, groups, apps, screens and actions"],
  ["G, then a letter", "go to a screen (the palette lists the letters)"],
  ["/", "search"],
  ["↑ ↓ Page Up Page Down Home End", "move between rows"],
  ["← →", "move between the cells of a row"],
  ["Enter", "open the row"],
  ["Space", "select the row"],
  ["Shift and an arrow", "extend the selection"],
  ["Ctrl A or ⌘ A", "select the rows in view; press again for all matches"],
  ["↑ from the first row", "go to the column names: Enter sorts, Shift ← → resizes, Alt ← → moves"],
  ["Esc", "go back one level"],
];

export function SettingsScreen() {
  const preferences = usePreferences();
  const problem = usePreferencesProblem();
  const state = useAppStateQuery().data;
  return (
    <>
      <Header title="Settings" sub="Saved on this computer" />
      <div className={`${css.settings} scroll`} data-testid="settings">
        {problem ? <ProblemPart problem={problem} title="The settings could not be saved" /> : null}
        <Choice
          legend="Theme"
          name="theme"
          options={THEMES}
          value={preferences.theme}
          onChange={(theme) => prefer((before) => ({ ...before, theme }))}
        />
        <Choice
          legend="Table density"
          name="density"
          options={DENSITIES}
          value={preferences.density}
          onChange={(density) => prefer((before) => ({ ...before, density }))}
        />
        <section>
          <h2 className="sec">Keychain</h2>
          {state?.keychain_problem ? (
            <ProblemPart problem={state.keychain_problem}>
              <KeychainRetry />
            </ProblemPart>
          ) : (
            <p className="small ink-2">
              {state?.mode === "sample"
                ? "Not used by sample data. Its tokens are fictional."
                : "Available. Tokens and the store’s key are kept only there."}
            </p>
          )}
        </section>
        <section>
          <h2 className="sec">Keyboard shortcuts</h2>
          <dl className={`pairs ${css.keys}`}>
            {KEYS.map(([key, words]) => (
              <div key={key} className="pair">
                <dt>{key}</dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
        <p className="muted small" data-testid="version">
          Rollcall {state?.version}. No account with us, no telemetry.
        </p>
      </div>
    </>
  );
}

function Choice<V extends string>({
  legend,
  name,
  options,
  value,
  onChange,
}: {
  legend: string;
  name: string;
  options: { value: V; label: string }[];
  value: V;
  onChange: (value: V) => void;
}) {
  return (
    <fieldset className={css.setting}>
      <legend className="sec">{legend}</legend>
      <div className={css.segments}>
        {options.map((option) => (
          <label
            key={option.value}
            data-chosen={option.value === value || undefined}
            data-testid={`${name}-${option.value}`}
          >
            <input
              type="radio"
              tabIndex={0}
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
