import type { Explanation } from '@fanloom/dsl/explain/explain.js';
import type { Language } from '@fanloom/dsl/vocabulary/language.js';
import { LanguageClient } from './language-client.js';
import type { Drawing, Outcome, Reading, ShopContext } from './protocol.js';

const PAUSE_MS = 250;

/**
 * What the page knows of the text while it is being typed: at every key press what is wrong and how it is coloured,
 * when typing pauses how the tests end and how it looks as a picture. Older answers never replace newer ones.
 */
export class LanguageService {
  reading = $state.raw<(Reading & { text: string }) | null>(null);
  outcome = $state.raw<(Outcome & { text: string }) | null>(null);
  drawings = $state.raw<Drawing[]>([]);
  explanations = $state.raw<Explanation[]>([]);
  /** The newest question has had no answer. */
  failed = $state(false);
  readonly client = new LanguageClient();
  #waiting: { text: string; language: Language } | null = null;
  #reading = false;
  #pause: ReturnType<typeof setTimeout> | undefined;

  setShop(shop: ShopContext): void {
    this.client.setShop(shop);
  }

  /** Reads a text; while one is being read only the newest of those that follow is kept. */
  follow(text: string, language: Language): void {
    this.#waiting = { text, language };
    if (!this.#reading) void this.#readOn();
  }

  stop(): void {
    clearTimeout(this.#pause);
    this.#waiting = null;
    this.client.stop();
  }

  async #readOn(): Promise<void> {
    this.#reading = true;
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = null;
      clearTimeout(this.#pause);
      await this.#read(next.text, next.language);
    }
    this.#reading = false;
  }

  async #read(text: string, language: Language): Promise<void> {
    const first = this.reading === null;
    try {
      this.reading = { ...(await this.client.ask('read', text)), text };
      this.failed = false;
      this.#pause = setTimeout(() => void this.#lookCloser(text, language), first ? 0 : PAUSE_MS);
    } catch {
      this.failed = true;
    }
  }

  async #lookCloser(text: string, language: Language): Promise<void> {
    const stale = () => this.#waiting !== null || this.#reading || this.reading?.text !== text;
    try {
      const drawings = await this.client.ask('draw', text, language);
      if (stale()) return;
      this.drawings = drawings;
      this.explanations = await this.client.ask('explain', text, language);
      const outcome = await this.client.ask('run', text);
      if (!stale()) this.outcome = { ...outcome, text };
    } catch {
      this.failed = true;
    }
  }
}
