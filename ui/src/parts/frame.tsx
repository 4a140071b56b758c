import {
  ArrowLeftRight,
  Clock,
  House,
  LayoutGrid,
  ListChecks,
  Plus,
  Rows3,
  Settings2,
  UserRound,
} from "lucide-react";
import { useNow } from "../data/clock";
import { useLive } from "../data/live";
import { usePlace } from "../data/origin";
import { useReading } from "../data/state";
import type { AppState, ConnectionView, Health } from "../host";
import { href, type Route } from "../routes";
import { syncLine } from "../words/freshness";
import { count } from "../words/numbers";
import { HEALTH } from "../words/state";
import { NoticeList, RunNotice, SampleBanner, SettledNotice } from "./banners";
import { Link } from "./button";
import { CaseBanner } from "./case-banner";
import css from "./frame.module.css";
import { ReplacingToken } from "./replace-token";
import { Brand, Dot, HealthShape } from "./shapes";
import { Tray } from "./tray";

/** Side bar, banners, and the screen. */
export function Frame({
  state,
  route,
  children,
}: {
  state: AppState;
  route: Route;
  children: React.ReactNode;
}) {
  return (
    <div className={css.frame}>
      <SideBar state={state} route={route} />
      <main className={css.main} data-testid="main" data-mode={state.mode}>
        {state.mode === "sample" ? <SampleBanner connections={state.connections.length} /> : null}
        <RunNotice />
        <CaseBanner cases={state.open_cases} />
        <SettledNotice runs={state.settled} reads={state.interrupted_reads} swept={state.swept} />
        <NoticeList />
        <ReplacingToken />
        {children}
        {state.mode !== "empty" &&
        route.at !== "plan" &&
        route.at !== "run" &&
        route.at !== "case" ? (
          <Tray />
        ) : null}
      </main>
    </div>
  );
}

function SideBar({ state, route }: { state: AppState; route: Route }) {
  const now = useNow();
  const { reads } = useLive();
  const reading = useReading();
  const empty = state.mode === "empty";
  // A plan and its run belong to the list from which they were opened.
  const place = usePlace();
  const at = route.at === "plan" || route.at === "run" ? place.at : route.at;
  const sync = syncLine(state.connections, reads, now);
  return (
    <nav className={css.sideBar} aria-label="Rollcall">
      <div className={css.brand}>
        <Brand size={20} />
        <span className={css.label}>Rollcall</span>
      </div>
      {empty ? null : (
        <>
          <Entry
            to={{ at: "overview" }}
            on={at === "overview"}
            testId="nav-overview"
            label="Overview"
          >
            <House aria-hidden="true" />
          </Entry>
          <Entry
            to={{ at: "people" }}
            on={["people", "person", "truth", "case", "cases"].includes(at)}
            testId="nav-people"
            label="People"
            count={state.people}
          >
            <UserRound aria-hidden="true" />
          </Entry>
          <Entry
            to={{ at: "users" }}
            on={at === "users"}
            testId="nav-users"
            label="Accounts"
            count={state.users}
          >
            <Rows3 aria-hidden="true" />
          </Entry>
          <Entry
            to={{ at: "groups" }}
            on={at === "groups" || at === "group"}
            testId="nav-groups"
            label="Groups"
            count={state.groups}
          >
            <LayoutGrid aria-hidden="true" />
          </Entry>
          <div className={css.head}>
            <span className={css.label}>Work</span>
          </div>
          <Entry
            to={{ at: "reviews" }}
            on={at === "reviews" || at === "review"}
            testId="nav-reviews"
            label="Reviews"
            count={state.open_reviews || null}
          >
            <ListChecks aria-hidden="true" />
          </Entry>
          <Entry
            to={{ at: "reconcile" }}
            on={at === "reconcile"}
            testId="nav-reconcile"
            label="Reconcile"
          >
            <ArrowLeftRight aria-hidden="true" />
          </Entry>
          <div className={css.head}>
            <span className={css.label}>Record</span>
          </div>
          <Entry
            to={{ at: "activity" }}
            on={at === "activity"}
            testId="nav-activity"
            label="Activity"
          >
            <Clock aria-hidden="true" />
          </Entry>
        </>
      )}
      <div className={css.head}>
        <span className={css.label}>Connections</span>
        {empty ? null : (
          <Link
            className={css.sideAdd}
            href={href({ at: "connect" })}
            aria-label="Connect an app"
            title="Connect an app"
            data-testid="nav-connect"
          >
            <Plus aria-hidden="true" />
          </Link>
        )}
      </div>
      <div className={css.connections}>
        {state.connections.length === 0 ? <div className={css.sideNone}>None yet</div> : null}
        {state.connections.map((connection) => (
          <ConnectionEntry
            key={connection.id}
            connection={connection}
            health={reading.has(connection.id) ? "reading" : connection.health}
            on={route.at === "connection" && route.id === connection.id}
          />
        ))}
      </div>
      <Entry
        to={{ at: "settings" }}
        on={route.at === "settings"}
        testId="nav-settings"
        label="Settings"
      >
        <Settings2 aria-hidden="true" />
      </Entry>
      <div className={css.sync} role="status" data-testid="sync-line" data-health={sync.health}>
        <HealthShape health={sync.health} quiet />
        <span className={css.label}>{sync.words}</span>
      </div>
    </nav>
  );
}

function Entry({
  to,
  on,
  testId,
  label,
  count: n,
  children,
}: {
  to: Route;
  on: boolean;
  testId: string;
  label: string;
  count?: number | null;
  children: React.ReactNode;
}) {
  return (
    <Link
      className={css.entry}
      href={href(to)}
      aria-current={on ? "page" : undefined}
      data-testid={testId}
      title={label}
    >
      {children}
      <span className={css.label}>{label}</span>
      {n === undefined || n === null ? null : <span className={css.count}>{count(n)}</span>}
    </Link>
  );
}

function ConnectionEntry({
  connection,
  health,
  on,
}: {
  connection: ConnectionView;
  health: Health;
  on: boolean;
}) {
  return (
    <Link
      className={css.entry}
      href={href({ at: "connection", id: connection.id })}
      aria-current={on ? "page" : undefined}
      data-testid={`nav-connection-${connection.name}`}
      data-health={health}
      title={`${connection.name}: ${HEALTH[health]}`}
    >
      <Dot color={connection.color} />
      <span className={`${css.label} clip name`}>{connection.name}</span>
      <span className={css.count}>{connection.users === null ? "" : count(connection.users)}</span>
      <HealthShape health={health} />
    </Link>
  );
}
