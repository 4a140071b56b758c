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
import { tell } from "./notices";
import { forgetLines } from "./open-lines";
import { forgetPlace } from "./origin";
import { clearPeopleFilters } from "./people-view";
import { forgetStage } from "./stage";
import { forgetMembers } from "./stage-members";
import { forgetTruth } from "./truth";
import { forgetSearch } from "./users-view";

/** The application's state; `data` is undefined until the first answer. */
export function useAppStateQuery() {
  const query = useQuery({ queryKey: ["state"], queryFn: () => host.state() });
  useEffect(() => {
    if (query.data) adoptState(query.data);
  }, [query.data]);
  return query;
}

const NONE: ConnectionView[] = [];

/** The connections as last told; empty before the first answer. */
export function useConnections(): ConnectionView[] {
  return useAppStateQuery().data?.connections ?? NONE;
}

/** What accounts can be filtered by, with counts over all of them; the last known while asking. */
export function useFacets(): Facets | undefined {
  const revision = useRevision();
  return useQuery({
    queryKey: ["facets", revision],
    queryFn: () => host.facets(),
    placeholderData: (before) => before,
  }).data;
}

/** The running read of each connection, by id. */
export function useReading(): Map<string, ReadProgress> {
  return new Map(
    useLive()
      .reads.filter((read) => read.stage !== "done")
      .map((read) => [read.connection_id, read]),
  );
}

/** A new state that replaces everything known: sample data begun or left, a connection gone. */
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

/** Starts a read of these connections (none named: all) and says when that could not be done. */
export function useRead(): (connectionIds: string[]) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (connectionIds) => {
      try {
        await host.read(connectionIds);
      } catch (thrown) {
        tell(asProblem(thrown));
      }
      await client.invalidateQueries({ queryKey: ["state"] });
    },
    [client],
  );
}
