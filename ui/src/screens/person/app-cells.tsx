import type { PersonApp } from "../../host";
import { moment } from "../../words/times";
import css from "./person.module.css";

export function LastRead({ app, now }: { app: PersonApp; now: Date }) {
  return (
    <>
      {app.read_at === null
        ? "not synced yet"
        : `${moment(app.read_at, now)} ${app.complete ? "complete" : "partial"}`}
      {app.read_note === "" ? null : <div className="muted">{app.read_note}</div>}
    </>
  );
}

/** The access in this app that no lockdown reaches. */
export function Outside({ app }: { app: PersonApp }) {
  if (app.outside.length === 0) return <span className="muted">–</span>;
  return (
    <ul className={`muted ${css.outside}`}>
      {app.outside.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
