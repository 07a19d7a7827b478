/** One cache of answers. Numbers that may change are asked for again each minute, and after the server was away. */
import { QueryClient } from "@tanstack/react-query";
import { whenItReturns } from "./connection";
import { isWorthAnother } from "./patient";

const MINUTE_MS = 60_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: MINUTE_MS / 2,
      gcTime: 10 * MINUTE_MS,
      networkMode: "always",
      refetchOnWindowFocus: true,
      retry: isWorthAnother,
    },
    mutations: { networkMode: "always" },
  },
});

whenItReturns(async () => {
  // Whoever waits for another try would go on waiting.
  await queryClient.cancelQueries({ predicate: ({ state }) => state.fetchFailureCount > 0 });
  await queryClient.invalidateQueries();
});
