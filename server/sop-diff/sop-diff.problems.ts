import { Problem } from '../problem/problem.js';

export function neverPublished(): Problem {
  return new Problem(422, 'DIFF422', {
    zh: '这个流程还没有发布过，没有可以比较的版本。发布以后再比较。',
    en: 'This SOP was never published, so there is no version to compare with. Publish it first.',
  });
}
