import { api, read } from '../api/client.js';

export const readPrivacy = (id: string) => read(api.v1.fans[':id'].privacy.$get({ param: { id } }));
export const eraseFan = (id: string) => read(api.v1.fans[':id'].erasure.$post({ param: { id } }));

/** Everything known of the fan, as a file. */
export async function discloseFan(id: string, format: 'json' | 'csv', lang: 'zh' | 'en'): Promise<Blob> {
  const answer = await api.v1.fans[':id'].disclosure.$post({ param: { id }, json: { format, lang } });
  return answer.blob();
}

export const readRetention = () => read(api.v1.retention.$get());
type Days = Parameters<typeof api.v1.retention.$put>[0]['json'];
export const writeRetention = (json: Days) => read(api.v1.retention.$put({ json }));
export const previewRetention = (json: Days) => read(api.v1.retention.preview.$post({ json }));
