import type { OverviewApp } from "../../host";
import { Link } from "../../parts/button";
import { AppName, WarnGlyph } from "../../parts/shapes";
import { href } from "../../routes";
import { count } from "../../words/numbers";
import { VERDICT } from "../../words/state";
import { moment } from "../../words/times";
import css from "./overview.module.css";

/** Accounts by app: one bar each, relative to the largest, with the numbers beside it. */
export function AppBars({ apps, now }: { apps: OverviewApp[]; now: Date }) {
  const most = Math.max(1, ...apps.map((app) => app.active + app.inactive));
  const share = (n: number) => `${(n / most) * 100}%`;
  return (
    <section className={css.card} aria-label="Accounts by app">
      <div className={css.head}>
        <h2 className="sec">Accounts by app</h2>
        <span className="grow" />
        <span className="status muted" aria-hidden="true">
          <i /> active
        </span>
        <span className="status muted" data-status="inactive" aria-hidden="true">
          <i /> inactive
        </span>
      </div>
      <div className={css.overviewScroll}>
        <table className={css.bars}>
          <thead className="hidden-words">
            <tr>
              <th scope="col">App</th>
              <th scope="col">Bar</th>
              <th scope="col">Active and inactive</th>
              <th scope="col">Not in HR</th>
              <th scope="col">Last sync</th>
            </tr>
          </thead>
          <tbody>
            {apps.map((app) => (
              <tr key={app.connection_id} data-testid="overview-app" data-app={app.name}>
                <th scope="row">
                  <Link
                    className="hover-link"
                    href={href({ at: "connection", id: app.connection_id })}
                  >
                    <AppName color={app.color} name={app.name} />
                  </Link>
                </th>
                <td className={css.barCell}>
                  <span className="bar" aria-hidden="true">
                    <i className={css.barActive} style={{ width: share(app.active) }} />
                    <i className={css.barInactive} style={{ width: share(app.inactive) }} />
                  </span>
                </td>
                <td
                  className="num"
                  title={`${count(app.active)} active, ${count(app.inactive)} inactive`}
                >
                  <b>{count(app.active)}</b>
                  <span className="muted"> + {count(app.inactive)}</span>
                </td>
                <td className="muted">
                  {app.not_in_list === null ? "" : `${count(app.not_in_list)} not in HR`}
                </td>
                <td>
                  {app.attention ? (
                    <span className={css.attention} data-testid="overview-attention">
                      <WarnGlyph /> {app.attention}
                    </span>
                  ) : (
                    <span className="muted">
                      {app.read_at && app.verdict
                        ? `${moment(app.read_at, now)} ${VERDICT[app.verdict]}`
                        : "not synced yet"}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
