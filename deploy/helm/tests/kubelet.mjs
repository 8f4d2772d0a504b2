// Stands in for the scheduler and the kubelet of a cluster without containers: gives every pod a node and says that it runs, or,
// for Jobs and tests, that it is done. KUBE_API and KUBE_TOKEN say where.
import { setTimeout as delay } from 'node:timers/promises';

const { KUBE_API: api, KUBE_TOKEN: token } = process.env;
const NODE = 'stand-in';

async function call(method, path, body, type = 'application/json') {
  const answer = await fetch(api + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** What a kubelet would report of the pod. */
function statusOf({ spec, metadata, status }) {
  const now = new Date().toISOString();
  const ends = spec.restartPolicy !== 'Always';
  const ended = { terminated: { exitCode: 0, reason: 'Completed', finishedAt: now } };
  const report = (state, ready) => (container) => ({
    name: container.name,
    image: container.image,
    imageID: container.image,
    restartCount: 0,
    ready,
    state,
  });
  const conditions = ['Initialized', 'Ready', 'ContainersReady'].map((name) => ({
    type: name,
    status: ends && name !== 'Initialized' ? 'False' : 'True',
    lastTransitionTime: now,
  }));
  return {
    phase: ends ? 'Succeeded' : 'Running',
    startTime: metadata.creationTimestamp,
    conditions: [...(status.conditions ?? []).filter(({ type }) => type === 'PodScheduled'), ...conditions],
    initContainerStatuses: (spec.initContainers ?? []).map(report(ended, true)),
    containerStatuses: spec.containers.map(report(ends ? ended : { running: { startedAt: now } }, !ends)),
  };
}

async function attend(pod) {
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
  if (pod.metadata.deletionTimestamp) return call('DELETE', path, { gracePeriodSeconds: 0 });
  if (!pod.spec.nodeName) {
    const target = { apiVersion: 'v1', kind: 'Node', name: NODE };
    return call('POST', `${path}/binding`, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: pod.metadata.name },
      target,
    });
  }
  if (pod.status.phase === 'Pending')
    return call('PATCH', `${path}/status`, { status: statusOf(pod) }, 'application/merge-patch+json');
}

await call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE } });
for (;;) {
  const { items = [] } = await call('GET', '/api/v1/pods').catch(() => ({}));
  await Promise.all(items.map(attend));
  await delay(300);
}
