import { api, read } from '../api/client.js';

type Start = Parameters<(typeof api.v1)['fan-jobs']['$post']>[0]['json'];
export type FanAction = Start['action'];
export type ChosenFans = Start['fans'];

export const startJob = (json: Start) => read(api.v1['fan-jobs'].$post({ json }));

/** Who of the chosen fans may enter an SOP, and why the others may not. */
export const previewEntry = (shop_id: string, sop_id: string, fans: ChosenFans) =>
  read(api.v1['fan-jobs']['entry-preview'].$post({ json: { shop_id, sop_id, fans } }));

export const listJobs = (shop: string) => read(api.v1['fan-jobs'].$get({ query: { shop } }));
export type FanJob = Awaited<ReturnType<typeof listJobs>>['items'][number];

export const getJob = (id: string) => read(api.v1['fan-jobs'][':id'].$get({ param: { id } }));

export const undoJob = (id: string) => read(api.v1['fan-jobs'][':id'].undo.$post({ param: { id } }));

export const cancelJob = (id: string) => read(api.v1['fan-jobs'][':id'].cancel.$post({ param: { id } }));

export const listJobItems = (id: string, outcome: 'changed' | 'unchanged' | 'refused', cursor: string | null) =>
  read(
    api.v1['fan-jobs'][':id'].items.$get({
      param: { id },
      query: { outcome, ...(cursor === null ? {} : { cursor }) },
    }),
  );

/** The chosen fans as a file. */
export async function exportFans(json: Parameters<typeof api.v1.fans.export.$post>[0]['json']): Promise<Blob> {
  return (await api.v1.fans.export.$post({ json })).blob();
}
