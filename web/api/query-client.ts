import { QueryCache, QueryClient } from '@tanstack/svelte-query';
import { ApiProblem } from './problem.js';

const FRESH_MS = 5000;

/** What a reader may no longer see, or what is there no more. */
const GONE: ReadonlySet<number> = new Set([403, 404]);

/**
 * Server state. What is refused stays refused, so only failures of the network are tried again. What was shown stays
 * while it cannot be asked for anew; what is gone goes.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (error instanceof ApiProblem && GONE.has(error.status)) query.setState({ data: undefined });
    },
  }),
  defaultOptions: {
    queries: {
      // What a browser takes for being offline says little of a server in the same house.
      networkMode: 'always',
      staleTime: FRESH_MS,
      refetchOnWindowFocus: true,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status === 503),
    },
  },
});
