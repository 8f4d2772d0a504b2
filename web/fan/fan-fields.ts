import type { CustomField } from '../field/field.api.js';
import { t } from '../i18n/language.svelte.js';
import type { Fan } from './fan.api.js';

/** A field that is told of a fan: one that every fan has, or one of the shop's own. */
export type FanField = Pick<CustomField, 'name' | 'type' | 'choices'> & { label: string; hint?: string | undefined };
type GivenField = Fan['shop']['may_write'][number];

/** What every fan has besides what follows from what they do. @param levels of members, as the shop has them; none: any */
function givenFields(levels: readonly string[]): (FanField & { name: GivenField })[] {
  const field = (name: GivenField, label: string, type: FanField['type'], hint?: string) => ({
    ...{ name, label, type, hint, choices: [] },
  });
  return [
    field('birthday', t('fan.field.birthday'), 'text', t('fan.birthday.hint')),
    field('source', t('fan.field.source'), 'text'),
    { ...field('member_level', t('fan.field.memberLevel'), 'choice'), choices: [...levels] },
    field('points', t('fan.field.points'), 'number'),
    field('fan_level', t('fan.field.fanLevel'), 'number'),
    field('intimacy', t('fan.field.intimacy'), 'number'),
  ];
}

/** What stands in all of them, by field. */
export function valuesOf({ birthday, shop, custom }: Fan): object {
  const { source, member_level, points, fan_level, intimacy } = shop;
  return { ...(custom as object), birthday, source, member_level, points, fan_level, intimacy };
}

/** Fields that the fan's page shows: those of every fan that have a value or that the person may write, then the own ones. */
export function fanFields(fan: Fan, own: readonly CustomField[], levels: readonly string[]) {
  const { may_write: mayWrite, member_level: level } = fan.shop;
  const known = level && levels.length > 0 && !levels.includes(level) ? [...levels, level] : levels;
  const values = new Map(Object.entries(valuesOf(fan)));
  const given = givenFields(known).map((field) => ({ ...field, isWritable: mayWrite.includes(field.name) }));
  return [
    ...given.filter(({ name, isWritable }) => isWritable || (values.get(name) ?? null) !== null),
    ...own.map((field): FanField & { isWritable: boolean } => ({
      ...{ ...field, label: field.name, isWritable: true },
      hint: field.type === 'money' ? t('field.yuan') : undefined,
    })),
  ];
}
