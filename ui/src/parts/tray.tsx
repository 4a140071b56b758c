// The tray: all staged changes, on every screen, and the button that plans them.
import { useQueryClient } from "@tanstack/react-query";
import { ChevronUp } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { showNotice } from "../data/notices";
import { usePlanning } from "../data/planning";
import { planStage, unstageAll, useStage } from "../data/stage";
import { useConnections } from "../data/state";
import { asProblem } from "../host";
import { plural } from "../words/numbers";
import { stagedCount, stagedParts } from "../words/stage";
import { Button } from "./button";
import { ProblemPart } from "./problem";
import css from "./tray.module.css";
import { TrayList } from "./tray-list";

const KEYS = /mac/i.test(navigator.userAgent) ? "⌘ ⏎" : "Ctrl ⏎";

/** The focused element is gone with the staged changes: the focus moves to the screen. */
function leaveTray(): void {
  const main = document.querySelector("main");
  main?.querySelector<HTMLElement>("[role=grid], h1")?.focus({ preventScroll: true });
}

export function Tray() {
  const { changes } = useStage();
  const n = stagedCount(changes);
  return (
    <>
      <p className="hidden-words" role="status">
        {n > 0 ? `${plural(n, "change", "changes")} staged.` : ""}
      </p>
      {n > 0 ? <FullTray count={n} /> : null}
    </>
  );
}

function FullTray({ count: n }: { count: number }) {
  const { changes } = useStage();
  const connections = useConnections();
  const { planning, problem, plan } = usePlanning();
  const [open, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const list = useId();
  const review = () => void plan(planStage);
  const words = stagedParts(changes, connections).join(", ");

  const reviewNow = useRef(review);
  reviewNow.current = review;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key !== "Enter" || event.altKey || event.shiftKey) return;
      if (!(event.ctrlKey || event.metaKey)) return;
      if ((event.target as HTMLElement | null)?.closest(".popover, [role=dialog]")) return;
      event.preventDefault();
      reviewNow.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <section
      className={css.stageTray}
      aria-label="Staged changes"
      data-testid="tray"
      data-count={n}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        // Closes the list only; the screen handles its own level.
        event.preventDefault();
        setOpen(false);
        toggle.current?.focus();
      }}
    >
      {problem ? (
        <div role="alert" className={css.problem}>
          <ProblemPart problem={problem} title="The plan could not be created" />
        </div>
      ) : null}
      {open ? <TrayList id={list} changes={changes} onLast={leaveTray} /> : null}
      <div className={css.trayLine}>
        <button
          ref={toggle}
          type="button"
          tabIndex={0}
          className={`button ghost ${css.toggle}`}
          aria-expanded={open}
          aria-controls={open ? list : undefined}
          onClick={() => setOpen(!open)}
          data-testid="tray-toggle"
        >
          <ChevronUp aria-hidden="true" />
          <b>{plural(n, "change", "changes")} staged</b>
        </button>
        <span className={`ink-2 ${css.words}`} title={words} data-testid="tray-words">
          {words}
        </span>
        <Discard count={n} disabled={planning} />
        <Button
          className="button primary"
          aria-disabled={planning}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          onClick={review}
          data-testid="tray-review"
        >
          {planning ? "Checking live data…" : "Review plan"}
          <span className={css.trayKey} aria-hidden="true">
            {KEYS}
          </span>
        </Button>
      </div>
    </section>
  );
}

/** Discards all staged changes; asks once, in place. */
function Discard({ count: n, disabled }: { count: number; disabled: boolean }) {
  const client = useQueryClient();
  const [asking, ask] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const again = useRef<HTMLButtonElement>(null);
  const discard = async () => {
    try {
      await unstageAll(client);
      leaveTray();
    } catch (thrown) {
      showNotice(asProblem(thrown));
      ask(false);
    }
  };
  const back = () => {
    ask(false);
    requestAnimationFrame(() => first.current?.focus());
  };
  useEffect(() => {
    if (asking) again.current?.focus();
  }, [asking]);
  if (!asking)
    return (
      <button
        ref={first}
        type="button"
        tabIndex={0}
        className="button ghost"
        aria-disabled={disabled}
        onClick={() => !disabled && ask(true)}
        data-testid="tray-discard"
      >
        Discard all
      </button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a box; this is a question with two answers
    <span
      className={css.ask}
      role="group"
      aria-label="Discard all"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        back();
      }}
    >
      <span className="small">Discard {plural(n, "change", "changes")}?</span>
      <button
        ref={again}
        type="button"
        tabIndex={0}
        className="button danger-outline"
        onClick={() => void discard()}
        data-testid="tray-discard-confirm"
      >
        Discard
      </button>
      <Button className="button" onClick={back} data-testid="tray-discard-keep">
        Keep
      </Button>
    </span>
  );
}
