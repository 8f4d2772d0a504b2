import { QueryClient } from '@tanstack/svelte-query';
import { ApiProblem } from './problem.js';

const FRESH_MS = 5000;

/** Server state. What is refused stays refused, so only failures of the network are tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      refetchOnWindowFocus: true,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status === 503),
    },
  },
});
