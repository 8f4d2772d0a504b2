const HOUR = 3_600_000;

/**
 * An id that is lower than all that were made since an hour before `id` was. Ids come from several machines, whose
 * clocks may differ.
 */
export function hourBefore(id: string): string {
  const millisecond = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  const digits = (millisecond - HOUR).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
}
