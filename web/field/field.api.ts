import { FIELD_SUBJECTS, FIELD_TYPES } from '@fanloom/dsl/catalogue/custom-field.js';
import { api, read } from '../api/client.js';

export { FIELD_SUBJECTS as fieldSubjects, FIELD_TYPES as fieldTypes };

export const listFields = (shop: string) => read(api.v1.fields.$get({ query: { shop } }));
export type CustomField = Awaited<ReturnType<typeof listFields>>['items'][number];

type NewField = Parameters<typeof api.v1.fields.$post>[0]['json'];
export const addField = (json: NewField) => read(api.v1.fields.$post({ json }));

type FieldKey = Pick<CustomField, 'subject' | 'name'>;
export const changeField = (shop: string, { subject, name }: FieldKey, json: Omit<NewField, 'shop_id' | 'subject'>) =>
  read(api.v1.fields.$put({ query: { shop, subject, name }, json }));

export const deleteField = (shop: string, { subject, name }: FieldKey) =>
  read(api.v1.fields.$delete({ query: { shop, subject, name } }));

export const writeFanFields = (id: string, shop_id: string, values: Record<string, unknown>) =>
  read(api.v1.fans[':id'].fields.$put({ param: { id }, json: { shop_id, values } }));
