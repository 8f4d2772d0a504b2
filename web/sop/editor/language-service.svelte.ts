import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import type { Answer, Question } from './question.js';
import { startWorker } from './start-worker.js';

const TYPING_MS = 120;
const PATIENCE_MS = 10_000;

/**
 * The language at work beside the page: checks, compiles and tests the text in a worker while it is being typed. Only
 * the answer to the newest question counts; a worker that does not answer is replaced at the next question.
 */
export class LanguageService {
  answer = $state.raw<Answer | null>(null);
  failed = $state(false);
  #worker: Worker | null = null;
  #no = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  ask(text: string, catalogue: Catalogue): void {
    const question = { no: ++this.#no, text, catalogue };
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#send(question), question.no === 1 ? 0 : TYPING_MS);
  }

  stop(): void {
    clearTimeout(this.#typing);
    clearTimeout(this.#patience);
    this.#worker?.terminate();
    this.#worker = null;
  }

  #send(question: Question): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#giveUp(), PATIENCE_MS);
    this.#worker ??= this.#start();
    this.#worker.postMessage(question);
  }

  #giveUp(): void {
    this.stop();
    this.failed = true;
  }

  #start(): Worker {
    const worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.no !== this.#no) return;
      clearTimeout(this.#patience);
      this.failed = false;
      this.answer = data;
    };
    worker.onerror = () => this.#giveUp();
    return worker;
  }
}
