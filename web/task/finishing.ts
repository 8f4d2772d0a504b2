/** Open tasks that are as good as done or cancelled: the server is told when that can no longer be undone. */
export const finishing = new Set<string>();
