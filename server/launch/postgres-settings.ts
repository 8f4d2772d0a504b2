const MIB = 1024 * 1024;

/** Server settings for a machine with `memory` bytes that runs the whole product. */
export function postgresSettings(memory: number): Record<string, string> {
  const part = (share: number, least: number, most: number) =>
    `${Math.round(Math.min(Math.max((memory * share) / MIB, least), most))}MB`;
  return {
    shared_buffers: part(1 / 8, 128, 4096),
    effective_cache_size: part(1 / 2, 256, 65_536),
    maintenance_work_mem: part(1 / 32, 64, 1024),
    work_mem: part(1 / 512, 4, 64),
    max_wal_size: '4GB',
    // The data usually lies on an SSD, where reading here and there costs little more than reading on.
    random_page_cost: '1.1',
    // Compiling pays off for reports of minutes only and makes the many short statements slower.
    jit: 'off',
  };
}

/**
 * For tests: the cluster is thrown away, so nothing has to survive a power cut. Commits still survive a kill of the
 * server's processes, which is what fault tests do.
 */
export const throwawaySettings: Record<string, string> = {
  fsync: 'off',
  full_page_writes: 'off',
  max_wal_size: '4GB',
  max_connections: '200',
  jit: 'off',
};
