import { QueryClient } from "@tanstack/react-query";

/** Every call is local: it must not pause when the computer is offline, or be sent twice. */
export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 60_000,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
