/** The property that names what an event is about: the coupon of `领券 "新人10元"`. */
const SUBJECTS: Readonly<Record<string, string>> = {
  coupon: 'coupon',
  survey: 'survey',
  task: 'task',
  quote: 'quote',
  ticket: 'ticket',
  tag: 'tag',
  level: 'level',
  consent: 'channel',
  optout: 'channel',
  message: 'channel',
  form: 'form',
  live: 'session',
  product: 'product',
  cart: 'product',
  order: 'product',
};

/** Built-in event types begin with their subject (`coupon.claim`); the shop's own have a `name`. */
export function subjectProperty(type: string): string {
  const [group = ''] = type.split('.');
  return Object.hasOwn(SUBJECTS, group) ? (SUBJECTS[group] ?? 'name') : 'name';
}
