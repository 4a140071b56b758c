import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import {
  type AppState,
  asProblem,
  type ConnectionView,
  type Facets,
  host,
  type ReadProgress,
} from "../host";
import { adoptState, forgetLive, useLive, useRevision } from "./live";
import { showNotice } from "./notices";
import { forgetLines } from "./open-lines";
import { forgetPlace } from "./origin";
import { clearPeopleFilters } from "./people-view";
import { forgetStage } from "./stage";
import { forgetMembers } from "./stage-members";
import { forgetTruth } from "./truth";
import { forgetSearch } from "./users-view";

/** The state of the app; `data` is undefined until the first answer. */
export function useAppStateQuery() {
  const query = useQuery({ queryKey: ["state"], queryFn: () => host.state() });
  useEffect(() => {
    if (query.data) adoptState(query.data);
  }, [query.data]);
  return query;
}

const NONE: ConnectionView[] = [];

/** The connections of the last answer; empty before the first one. */
export function useConnections(): ConnectionView[] {
  return useAppStateQuery().data?.connections ?? NONE;
}

/** The filter values of accounts, with counts over all of them; the last known ones while loading. */
export function useFacets(): Facets | undefined {
  const revision = useRevision();
  return useQuery({
    queryKey: ["facets", revision],
    queryFn: () => host.facets(),
    placeholderData: (before) => before,
  }).data;
}

/** The running sync of each connection, by id. */
export function useReading(): Map<string, ReadProgress> {
  return new Map(
    useLive()
      .reads.filter((read) => read.stage !== "done")
      .map((read) => [read.connection_id, read]),
  );
}

/** A new state that replaces everything: sample data started or left, a connection removed. */
export function replaceState(client: QueryClient, state: AppState): void {
  forgetLive();
  forgetSearch();
  clearPeopleFilters();
  forgetTruth();
  forgetStage();
  forgetMembers();
  forgetLines();
  forgetPlace();
  client.removeQueries({
    predicate: (query) => query.queryKey[0] !== "state" && query.queryKey[0] !== "providers",
  });
  client.setQueryData(["state"], state);
  adoptState(state);
}

/** Starts a sync of these connections (none means all) and reports if that failed. */
export function useRead(): (connectionIds: string[]) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (connectionIds) => {
      try {
        await host.read(connectionIds);
      } catch (thrown) {
        showNotice(asProblem(thrown));
      }
      await client.invalidateQueries({ queryKey: ["state"] });
    },
    [client],
  );
}
