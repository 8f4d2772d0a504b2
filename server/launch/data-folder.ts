import { chmod, mkdir } from 'node:fs/promises';
import { isRoot } from './os-user.js';

/**
 * Makes the data folder of the product, closed to others. Root's is open to pass through, because PostgreSQL runs as
 * another user inside it; every file and folder in it is closed on its own.
 */
export async function makeDataFolder(folder: string): Promise<void> {
  const mode = isRoot() ? 0o711 : 0o700;
  const created = await mkdir(folder, { recursive: true, mode });
  if (created !== undefined) await chmod(folder, mode);
}
