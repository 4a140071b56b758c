import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { startLive } from "./data/live";
import { rememberPlace } from "./data/origin";
import { loadPreferences } from "./data/preferences";
import { useAppStateQuery } from "./data/state";
import { useAppearance } from "./data/theme";
import { asProblem } from "./host";
import { Frame } from "./parts/frame";
import { useEscapeBack } from "./parts/screen-keys";
import { type Route, useRoute } from "./routes";
import { ActivityScreen } from "./screens/activity/activity";
import { CaseScreen } from "./screens/case/case";
import { CasesScreen } from "./screens/case/cases";
import { ConnectScreen } from "./screens/connect/connect";
import { ConnectionScreen } from "./screens/connection/connection";
import { GroupScreen } from "./screens/groups/group";
import { GroupsScreen } from "./screens/groups/groups";
import { OverviewScreen } from "./screens/overview/overview";
import { Palette } from "./screens/palette/palette";
import { PeopleScreen } from "./screens/people/people";
import { PersonScreen } from "./screens/person/person";
import { PlanScreen } from "./screens/plan/plan";
import { ReconcileScreen } from "./screens/reconcile/reconcile";
import { ReviewScreen } from "./screens/reviews/review";
import { ReviewsScreen } from "./screens/reviews/reviews";
import { RunScreen } from "./screens/run/run";
import { SettingsScreen } from "./screens/settings/settings";
import { SinceScreen } from "./screens/since/since";
import { StartScreen } from "./screens/start/start";
import { StoreProblemScreen } from "./screens/start/store-problem";
import { TruthScreen } from "./screens/truth/truth";
import { UsersScreen } from "./screens/users/users";

function Screen({ route }: { route: Route }) {
  switch (route.at) {
    case "connect":
      return <ConnectScreen />;
    case "overview":
      return <OverviewScreen />;
    case "people":
      return <PeopleScreen />;
    case "person":
      return <PersonScreen key={route.id} id={route.id} />;
    case "truth":
      return <TruthScreen />;
    case "users":
      return <UsersScreen open={route.open ?? null} />;
    case "groups":
      return <GroupsScreen />;
    case "group":
      return <GroupScreen key={`${route.connectionId}/${route.groupId}`} {...route} />;
    case "connection":
      return <ConnectionScreen key={route.id} id={route.id} />;
    case "plan":
      return <PlanScreen key={route.id} id={route.id} />;
    case "run":
      return <RunScreen key={route.id} id={route.id} />;
    case "case":
      return <CaseScreen id={route.id} />;
    case "cases":
      return <CasesScreen />;
    case "reconcile":
      return <ReconcileScreen />;
    case "reviews":
      return <ReviewsScreen />;
    case "review":
      return <ReviewScreen key={route.id} id={route.id} />;
    case "since":
      return (
        <SinceScreen
          key={`${route.connectionId} ${route.groupId ?? ""}`}
          connectionId={route.connectionId}
          groupId={route.groupId ?? null}
        />
      );
    case "activity":
      return <ActivityScreen />;
    case "settings":
      return <SettingsScreen />;
    case "start":
      return <StartScreen />;
  }
}

export function App() {
  const client = useQueryClient();
  const state = useAppStateQuery();
  const [ready, setReady] = useState(false);
  const [route, go] = useRoute();
  useAppearance();
  useEscapeBack(route, go);
  useEffect(() => rememberPlace(route), [route]);
  useEffect(() => startLive(client), [client]);
  useEffect(() => void loadPreferences().then(() => setReady(true)), []);

  const mode = state.data?.mode;
  const needsData = route.at !== "start" && route.at !== "connect" && route.at !== "settings";
  useEffect(() => {
    // Without connections there is only the start screen; with them the start is the Accounts screen.
    if (mode === "empty" && needsData) go({ at: "start" }, true);
    if (mode !== undefined && mode !== "empty" && route.at === "start") go({ at: "users" }, true);
  }, [mode, needsData, route.at, go]);

  if (!ready || state.isPending) {
    return <div className="app-wait" role="status" aria-label="Rollcall is opening its store" />;
  }
  if (!state.data) {
    return (
      <StoreProblemScreen problem={asProblem(state.error)} retry={() => void state.refetch()} />
    );
  }
  if (state.data.store_problem && state.data.mode === "empty") {
    return (
      <StoreProblemScreen
        problem={state.data.store_problem}
        retry={() => void state.refetch()}
        sample
      />
    );
  }
  return (
    <Frame state={state.data} route={route}>
      <Screen route={route} />
      <Palette mode={state.data.mode} />
    </Frame>
  );
}
