import { ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";
import { namePlace } from "../data/origin";
import { href, type Route } from "../routes";
import { Link } from "./button";
import "./page.css";

/** Title, one line about the data and how recent and complete it is, actions at the right. */
export function Header({
  title,
  crumb,
  mark,
  sub,
  children,
}: {
  title: string;
  crumb?: { words: string; to: Route };
  mark?: React.ReactNode;
  sub?: React.ReactNode;
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
    <header className="header">
      {crumb ? (
        <Link className="crumb" href={href(crumb.to)}>
          {crumb.words}
          <ChevronRight aria-hidden="true" size={12} />
        </Link>
      ) : null}
      {mark}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {sub ? (
        <span className="sub" data-testid="header-sub">
          {sub}
        </span>
      ) : null}
      <span className="grow" />
      {children}
    </header>
  );
}

/** The main part and an optional side panel at the right. */
export function Body({ children, side }: { children: React.ReactNode; side?: React.ReactNode }) {
  return (
    <div className={side ? "body with-side" : "body"}>
      <div className="body-main">{children}</div>
      {side}
    </div>
  );
}

/** The side panel at the right. It scrolls separately, so the keyboard must reach it. */
export function Side({
  label,
  testId,
  drawer,
  children,
}: {
  label: string;
  testId?: string;
  /** Opened beside a table, not part of the screen. */
  drawer?: boolean;
  children: React.ReactNode;
}) {
  return (
    <aside
      className={drawer ? "side drawer" : "side"}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
      tabIndex={0}
      data-testid={testId}
    >
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
