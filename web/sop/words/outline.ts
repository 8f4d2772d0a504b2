/**
 * Steps as people think of them. A step's key is the path of labels down to it (`split:召回AB/关怀/send:1`), so what
 * stands inside what can be read from the keys alone, on the editor's program as well as on a run's figures.
 */
export interface OutlineNode<S> {
  step: S;
  arms: OutlineArm<S>[];
}

export interface OutlineArm<S> {
  /** The label of a branch: a name, or `met`, `unmet`, … Null: simply inside, as on a day. */
  label: string | null;
  nodes: OutlineNode<S>[];
}

export function outline<S extends { key: string }>(steps: readonly S[]): OutlineNode<S>[] {
  const roots: OutlineNode<S>[] = [];
  const byKey = new Map<string, OutlineNode<S>>();
  for (const step of steps) {
    const node: OutlineNode<S> = { step, arms: [] };
    const place = placeOf(step.key, byKey);
    if (place === null) roots.push(node);
    else armOf(place.parent, place.label).nodes.push(node);
    byKey.set(step.key, node);
  }
  return roots;
}

function placeOf<S>(key: string, known: Map<string, OutlineNode<S>>) {
  const segments = key.split('/');
  for (let end = segments.length - 1; end > 0; end--) {
    const parent = known.get(segments.slice(0, end).join('/'));
    if (!parent) continue;
    const between = segments.slice(end, -1).map(decodeURIComponent).join(' ');
    return { parent, label: between === '' ? null : between };
  }
  return null;
}

function armOf<S>(parent: OutlineNode<S>, label: string | null): OutlineArm<S> {
  const known = parent.arms.find((arm) => arm.label === label);
  if (known) return known;
  const arm: OutlineArm<S> = { label, nodes: [] };
  parent.arms.push(arm);
  return arm;
}
