interface Message {
  day: string;
  channel: string;
  count: number;
}

/** Messages of one day. */
interface MessageDay {
  day: string;
  /** In the order of the channels. */
  counts: number[];
  total: number;
}

const DAY_MS = 86_400_000;

/** Messages as rows of days and columns of channels; every day of the period is there. */
export function messageDays(
  messages: readonly Message[],
  from: string,
  to: string,
): { channels: string[]; days: MessageDay[] } {
  const channels = [...new Set(messages.map(({ channel }) => channel))].sort();
  const days = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const own = messages.filter((message) => message.day === day);
    const counts = channels.map((channel) => own.find((message) => message.channel === channel)?.count ?? 0);
    days.push({ day, counts, total: counts.reduce((sum, n) => sum + n, 0) });
  }
  return { channels, days };
}
