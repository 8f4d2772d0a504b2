/** What rights speak about. Each governed table belongs to one of them, see `../tables.ts`. */
export const subjects = [
  'fan',
  'event',
  'order',
  'message',
  'task',
  'sop',
  'segment',
  'tag',
  'coupon',
  'import',
  'shop',
  'staff',
  'role',
  'token',
  'channel',
  'audit',
  'retention',
] as const;

export type Subject = (typeof subjects)[number];
