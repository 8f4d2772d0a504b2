import type { Answer, LanguageApi, Method, Question, ShopContext } from './protocol.js';
import { startWorker } from './start-worker.js';

const PATIENCE_MS = 10_000;

/** The language did not answer: a text keeps it busy for too long, or it failed. */
class LanguageSilent extends Error {}

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  patience: ReturnType<typeof setTimeout>;
}

type Value<M extends Method> = ReturnType<LanguageApi[M]>;

/** Asks the language service in its worker. A worker that gives no answer in time is replaced at the next question. */
export class LanguageClient {
  #worker: Worker | null = null;
  #shop: ShopContext | null = null;
  #asked = 0;
  readonly #pending = new Map<number, Pending>();

  /** Questions from here on are about this shop. */
  setShop(shop: ShopContext): void {
    this.#shop = shop;
    if (this.#worker) this.#post(this.#worker, { kind: 'shop', shop });
  }

  /** Rejects with LanguageSilent when there is no answer. */
  ask<M extends Method>(method: M, ...args: Parameters<LanguageApi[M]>): Promise<Value<M>> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#asked;
    return new Promise<unknown>((resolve, reject) => {
      const patience = setTimeout(() => this.stop(), PATIENCE_MS);
      this.#pending.set(id, { resolve, reject, patience });
      this.#post(worker, { kind: 'ask', id, method, args });
    }) as Promise<Value<M>>;
  }

  /** Ends the worker; what was asked stays unanswered. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(new LanguageSilent());
  }

  #start(): Worker {
    const worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const pending = this.#take(data.id);
      if ('failed' in data) pending?.reject(new LanguageSilent());
      else pending?.resolve(data.value);
    };
    worker.onerror = () => this.stop();
    if (this.#shop) this.#post(worker, { kind: 'shop', shop: this.#shop });
    return worker;
  }

  #post(worker: Worker, question: Question): void {
    worker.postMessage(question);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    clearTimeout(pending?.patience);
    this.#pending.delete(id);
    return pending;
  }
}
