import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCall } from "../../data/call";
import { useConnections } from "../../data/state";
import { asProblem, host } from "../../host";
import { toggled } from "../../parts/toggled";
import { useRoute } from "../../routes";
import {
  emptyForm,
  isReady,
  managersRequest,
  type ReviewForm,
  requestOf,
  scopeOf,
} from "./review-request";

/** The form of a new review, the managers that it would ask, and its start. */
export function useStart() {
  const client = useQueryClient();
  const [, go] = useRoute();
  const connections = useConnections();
  const [form, setForm] = useState(() => emptyForm(new Date()));
  const fill = (part: Partial<ReviewForm>) => setForm((before) => ({ ...before, ...part }));
  const toggleApp = (id: string) =>
    setForm((before) => ({ ...before, out: toggled(before.out, id) }));
  const { busy, problem, call } = useCall();
  const wanted = requestOf(form, connections);
  const byManager = form.assign === "manager";
  const asked = managersRequest(wanted);
  const query = useQuery({
    queryKey: ["review-managers", JSON.stringify(asked)],
    queryFn: () => host.lookAtManagers(asked),
    enabled: byManager && scopeOf(form, connections).length > 0,
    staleTime: 0,
  });
  const managers = byManager ? (query.data ?? null) : null;
  const start = async () => {
    await call(async () => {
      try {
        const without_manager = managers?.without ?? 0;
        const view = await host.startReview({ ...wanted, without_manager });
        void client.invalidateQueries({ queryKey: ["reviews"] });
        go({ at: "review", id: view.brief.id });
      } catch (thrown) {
        // The apps were synced: the managers may have changed.
        void query.refetch();
        throw thrown;
      }
    });
  };
  return {
    connections,
    form,
    fill,
    toggleApp,
    busy,
    problem,
    managers,
    managersProblem: query.isError ? asProblem(query.error) : null,
    ready: isReady(form, connections, managers),
    start,
  };
}

export type Fill = ReturnType<typeof useStart>["fill"];
