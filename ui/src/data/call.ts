// One call of the host at a time, for a button: whether it is pending, and the problem of the last one.
import { useMutation } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { asProblem } from "../host";

type Call = {
  make: () => Promise<unknown>;
  /** Names the call while it is pending, if a screen has several. */
  name: string;
  /** Heading of the problem if it fails. */
  title: string;
};

export function useCall() {
  // The state of the mutation changes after the turn: a second press in the same turn does nothing.
  const inFlight = useRef(false);
  const { mutateAsync, reset, isPending, error, variables } = useMutation<unknown, unknown, Call>({
    mutationFn: ({ make }) => make(),
    gcTime: 0,
  });
  /** Resolves to whether it was done. */
  const call = useCallback(
    async (make: () => Promise<unknown>, name = "", title = ""): Promise<boolean> => {
      if (inFlight.current) return false;
      inFlight.current = true;
      try {
        await mutateAsync({ make, name, title });
        return true;
      } catch {
        return false;
      } finally {
        inFlight.current = false;
      }
    },
    [mutateAsync],
  );
  const problem = useMemo(() => (error === null ? null : asProblem(error)), [error]);
  return {
    busy: isPending,
    pending: isPending ? (variables?.name ?? "") : null,
    problem,
    title: variables?.title ?? "",
    call,
    dismiss: reset,
  };
}
