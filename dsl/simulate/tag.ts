import type { Enrolment } from './enrolment.js';
import { withEvent, withTags } from './fan-state.js';
import type { Scene } from './scene.js';

/** Some step's tags. */
interface Tags {
  key: string;
  names: readonly string[];
}

/** A tag that the fan has already changes nothing and is not noted. */
export function tag(scene: Scene, enrolment: Enrolment, { key, names }: Tags): void {
  const added = names.filter((name) => !scene.fan.tags.has(name));
  if (added.length > 0) scene.note(enrolment, { kind: 'tagged', step: key, names: added });
  scene.fan = withTags(scene.fan, added, []);
  tell(scene, 'tag.add', added);
}

export function untag(scene: Scene, enrolment: Enrolment, { key, names }: Tags): void {
  const removed = names.filter((name) => scene.fan.tags.has(name));
  if (removed.length > 0) scene.note(enrolment, { kind: 'untagged', step: key, names: removed });
  scene.fan = withTags(scene.fan, [], removed);
  tell(scene, 'tag.remove', removed);
}

/** What happens to a fan's tags is an event of theirs. */
function tell(scene: Scene, type: 'tag.add' | 'tag.remove', names: readonly string[]): void {
  for (const name of names) {
    scene.fan = withEvent(scene.fan, { type, happenedAt: scene.now, properties: { tag: name } }, []);
  }
}
