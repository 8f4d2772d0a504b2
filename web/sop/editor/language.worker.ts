import { analyse } from './analyse.js';
import type { Question } from './question.js';

self.onmessage = ({ data }: MessageEvent<Question>) => self.postMessage(analyse(data));
