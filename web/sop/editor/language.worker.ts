import { answer } from './answer.js';
import { LanguageHost } from './language-host.js';
import type { Question } from './protocol.js';

const host = new LanguageHost();

self.onmessage = ({ data }: MessageEvent<Question>) => {
  if (data.kind === 'shop') host.shop = data.shop;
  else self.postMessage(answer(host, data));
};
