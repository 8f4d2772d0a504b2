import { api, read } from '../api/client.js';

export const getScores = (shop: string) => read(api.v1.shops[':id'].scores.$get({ param: { id: shop } }));

export const previewScores = (shop: string, json: ScoreSettings) =>
  read(api.v1.shops[':id'].scores.preview.$post({ param: { id: shop }, json }));

export const changeScores = (shop: string, json: ScoreSettings) =>
  read(api.v1.shops[':id'].scores.$put({ param: { id: shop }, json }));

export type ScoreSettings = Awaited<ReturnType<typeof getScores>>;
export type ScorePreview = Awaited<ReturnType<typeof previewScores>>;
