import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  TextField,
} from "react-aria-components";
import { useCasePlanning } from "../../data/case-planning";
import { useRevision } from "../../data/live";
import { closePalette, usePaletteOpen } from "../../data/palette";
import { useRead } from "../../data/state";
import { type AppState, asProblem, type Found, host, type Problem } from "../../host";
import dialogCss from "../../parts/dialog.module.css";
import menuCss from "../../parts/menu.module.css";
import { ProblemPart } from "../../parts/problem";
import { Avatar, Dot } from "../../parts/shapes";
import { type Route, useRoute } from "../../routes";
import css from "./palette.module.css";
import { BEGINNINGS, offered, type Place, SCREENS } from "./places";
import { usePaletteKeys } from "./use-keys";
import { askedOf, nothingFound, VERBS, type Verb } from "./verbs";

const ASK_AFTER_MS = 120;
/** The focus returns first to its previous element; only then the screen changes. */
const AFTER_CLOSE_MS = 40;
/** The number of people with a lockdown action. */
const LOCKABLE = 3;

/** Ctrl-K: people, groups, connections, screens and actions by name. Nothing is sent without a plan. */
export function Palette({ mode }: { mode: AppState["mode"] }) {
  const open = usePaletteOpen();
  const [, go] = useRoute();
  usePaletteKeys(mode, go);
  return (
    <ModalOverlay
      className={`overlay ${css.paletteOverlay}`}
      isOpen={open}
      onOpenChange={(next) => !next && closePalette()}
      isDismissable
    >
      <Modal className={`${dialogCss.frame} ${css.frame}`}>
        <Dialog className={css.palette} aria-label="Search or run" data-testid="palette">
          <Contents mode={mode} go={go} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

type Entry = {
  id: string;
  label: string;
  detail?: string;
  keys?: string;
  mark?: React.ReactNode;
  danger?: boolean;
  run: () => void;
};

function routeOf(found: Found): Route {
  switch (found.kind) {
    case "person":
      return { at: "person", id: Number(found.id) };
    case "group":
      return { at: "group", connectionId: found.connection_id ?? "", groupId: found.id };
    case "connection":
      return { at: "connection", id: found.id };
  }
}

/** The matches of a text; the last answer stays until the next arrives. */
function useFound(text: string, mode: AppState["mode"]) {
  const revision = useRevision();
  const [asked, ask] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => ask(text.trim()), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ["find", asked, revision],
    queryFn: () => host.find(asked),
    enabled: asked !== "" && mode !== "empty",
    placeholderData: (before: Found[] | undefined) => before,
  });
  const found = text.trim() === "" ? [] : (query.data ?? []);
  return { found, problem: query.isError ? asProblem(query.error) : null };
}

function Trouble({ refused, failed }: { refused: Problem | null; failed: Problem | null }) {
  const problem = refused ?? failed;
  if (!problem) return null;
  return (
    <div className={css.problem} role="alert">
      <ProblemPart
        problem={problem}
        title={refused ? "The lockdown could not be planned" : "The search failed"}
      />
    </div>
  );
}

function Contents({ mode, go }: { mode: AppState["mode"]; go: (to: Route) => void }) {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const asked = askedOf(text);
  const { found, problem } = useFound(asked?.name ?? text, mode);
  const read = useRead();
  const { planning, problem: refused, lockDown } = useCasePlanning();
  const leave = useCallback((then: () => void) => {
    closePalette();
    setTimeout(then, AFTER_CLOSE_MS);
  }, []);
  const wanted = text.trim().toLocaleLowerCase();
  const fits = (label: string) => label.toLocaleLowerCase().includes(wanted);
  const placed = (place: Place): Entry => ({
    id: place.id,
    label: place.label,
    keys: `G ${place.key}`,
    run: () => leave(() => go(place.to)),
  });
  const of = (kind: Found["kind"]): Entry[] =>
    found
      .filter((one) => one.kind === kind)
      .map((one) => ({
        id: `${one.kind} ${one.connection_id ?? ""} ${one.id}`,
        label: one.name,
        detail: one.detail,
        mark: one.kind === "person" ? <Avatar name={one.name} /> : <Dot color={one.color} />,
        run: () => leave(() => go(routeOf(one))),
      }));
  const lockDowns = found
    .filter((one) => one.kind === "person" && asked?.verb.id !== "deactivate")
    .slice(0, asked ? found.length : LOCKABLE)
    .map(
      (one): Entry => ({
        id: `lock ${one.id}`,
        label: `Lock down ${one.name}…`,
        detail: "shows the plan first",
        danger: true,
        run: () => void lockDown([Number(one.id)]).then((done) => done && closePalette()),
      }),
    );
  const ask = (verb: Verb) => {
    setText(`${verb.words} `);
    input.current?.focus();
  };
  const actions: Entry[] = [
    ...offered(BEGINNINGS, mode).map(placed),
    ...(mode === "empty"
      ? []
      : [
          { id: "read", label: "Sync all", run: () => leave(() => void read([])) },
          ...VERBS.map((verb) => ({
            id: verb.id,
            label: verb.label,
            detail: verb.detail,
            run: () => ask(verb),
          })),
        ]),
  ];
  const people = of("person");
  const ofVerb: [string, Entry[]][] = [
    ["People", asked?.verb.id === "deactivate" ? people : []],
    ["Actions", lockDowns],
  ];
  const all: [string, Entry[]][] = [
    ["People", people],
    ["Groups", of("group")],
    ["Connections", of("connection")],
    [
      "Screens",
      offered(SCREENS, mode)
        .map(placed)
        .filter((entry) => fits(entry.label)),
    ],
    ["Actions", [...actions.filter((entry) => fits(entry.label)), ...lockDowns]],
  ];
  const shown = (asked ? ofVerb : all).filter(([, entries]) => entries.length > 0);
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <TextField className={css.paletteField} aria-label="Search or run">
        <Input
          ref={input}
          className={css.paletteInput}
          placeholder="A person, a group, an app, a screen…"
          data-testid="palette-input"
        />
      </TextField>
      <Trouble refused={refused} failed={problem} />
      <Menu
        className={css.menu}
        aria-label="Found"
        renderEmptyState={() => <p className={`${css.none} muted`}>{nothingFound(asked)}</p>}
      >
        {shown.map(([title, entries]) => (
          <MenuSection key={title} id={title}>
            <Header className={css.head}>{title}</Header>
            {entries.map((entry) => (
              <MenuItem
                key={entry.id}
                id={entry.id}
                textValue={entry.label}
                className={
                  entry.danger
                    ? `${menuCss.item} ${css.item} danger`
                    : `${menuCss.item} ${css.item}`
                }
                onAction={entry.run}
                data-testid="palette-item"
                data-id={entry.id}
              >
                {entry.mark}
                <span className="clip name">{entry.label}</span>
                {entry.detail ? <span className="muted clip name">{entry.detail}</span> : null}
                <span className="grow" />
                {entry.keys ? <span className="key">{entry.keys}</span> : null}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
      <p className={`${css.paletteFoot} muted small`} role="status">
        {planning ? "Checking live data for the plan…" : "↑ ↓ move, Enter opens, Esc closes"}
      </p>
    </Autocomplete>
  );
}
