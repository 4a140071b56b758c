import { ChevronRight, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { namePlace } from "../data/origin";
import { href, type Route } from "../routes";
import { Button, Link } from "./button";
import css from "./page.module.css";

/** From the title, where the focus lands on a new screen, an arrow goes into the table. */
function intoTable(event: React.KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const table = document.querySelector<HTMLElement>("main [role=grid], main .table-room");
  if (!table) return;
  event.preventDefault();
  table.focus();
}

/** Title, one line about the data and how recent and complete it is, actions at the right. */
export function Header({
  title,
  crumb,
  mark,
  sub,
  wholeSub,
  children,
}: {
  title: string;
  crumb?: { words: string; to: Route };
  mark?: React.ReactNode;
  sub?: React.ReactNode;
  /** It is never cut: the title gives way first. */
  wholeSub?: boolean;
  children?: React.ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Rollcall`;
    namePlace(title);
    // The focused element went with the previous screen: focus the title, not the top of the page.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <header className={css.header}>
      {crumb ? (
        <Link className={css.crumb} href={href(crumb.to)} data-testid="crumb">
          {crumb.words}
          <ChevronRight aria-hidden="true" size={12} />
        </Link>
      ) : null}
      {mark}
      <h1 ref={heading} tabIndex={-1} onKeyDown={intoTable}>
        {title}
      </h1>
      {sub ? (
        <span className={wholeSub ? `${css.sub} ${css.whole}` : css.sub} data-testid="header-sub">
          {sub}
        </span>
      ) : null}
      <span className="grow" />
      <span className={css.actions}>{children}</span>
    </header>
  );
}

/** The main part and an optional side panel at the right. */
export function Body({
  children,
  side,
  wide,
}: {
  children: React.ReactNode;
  side?: React.ReactNode;
  /** The side panel holds requests and answers. */
  wide?: boolean;
}) {
  return (
    <div
      className={
        side
          ? wide
            ? `${css.body} ${css.withSide} ${css.wide}`
            : `${css.body} ${css.withSide}`
          : css.body
      }
    >
      <div className={css.bodyMain}>{children}</div>
      {side}
    </div>
  );
}

/** The side panel at the right. It scrolls separately, so the keyboard must reach it. */
export function Side({
  label,
  testId,
  drawer,
  close,
  children,
}: {
  label: string;
  testId?: string;
  /** Opened beside a table, not part of the screen. */
  drawer?: boolean;
  /** The button that closes it. */
  close?: { label?: string; title?: string; testId?: string; onClose: () => void };
  children: React.ReactNode;
}) {
  return (
    <aside
      className={drawer ? `${css.side} ${css.drawer}` : css.side}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
      tabIndex={0}
      data-testid={testId}
    >
      {close ? (
        <Button
          className={`button icon ghost ${css.drawerClose}`}
          aria-label={close.label ?? "Close"}
          title={close.title}
          onClick={close.onClose}
          data-testid={close.testId}
        >
          <X aria-hidden="true" />
        </Button>
      ) : null}
      {children}
    </aside>
  );
}

/** An empty state that says why it is empty. */
export function Empty({
  title,
  children,
  testId,
}: {
  title: string;
  children?: React.ReactNode;
  testId?: string;
}) {
  return (
    <div className="empty" data-testid={testId}>
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}
