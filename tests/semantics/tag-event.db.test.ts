import { describe } from 'vitest';
import { FAN, row } from './both.js';

describe('打上标签 / 去掉标签', () => {
  row('is an event that lets fans in', {
    head: '当 打上标签 "贵宾" 每人一次',
    body: '打标签 "a"',
    tests: [`${FAN} 第0天 打上标签 "贵宾" 应当 有标签 "a"`, `${FAN} 第0天 打上标签 "别的" 应当 没有标签 "a"`],
  });
  row('so is taking one off', {
    head: '当 去掉标签 "贵宾" 每人一次',
    body: '打标签 "a"',
    tests: ['粉丝 { 有标签 "贵宾" } 第0天 去掉标签 "贵宾" 应当 有标签 "a"'],
  });
});
