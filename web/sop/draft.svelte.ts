import { ApiProblem, tell } from '../api/problem.js';
import { getSop, saveDraft, type SopDetail } from './sop.api.js';

const QUIET_MS = 800;
const RETRY_MS = 4000;

/**
 * A draft that saves itself while it is being typed. Each save names the revision it is based on; when somebody else
 * saved in between nothing is overwritten: `conflict` holds theirs, the text on screen stays.
 */
export class Draft {
  text = $state('');
  state = $state<'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict'>('saved');
  revision = $state(0);
  conflict = $state.raw<SopDetail | null>(null);
  #id: string;
  #saved: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<boolean> | null = null;

  constructor(sop: SopDetail) {
    this.#id = sop.id;
    this.#saved = sop.draft ?? '';
    this.text = this.#saved;
    this.revision = sop.revision;
  }

  write(text: string): void {
    if (text === this.text) return;
    this.text = text;
    if (this.state === 'conflict') return;
    this.state = 'unsaved';
    this.#later(QUIET_MS);
  }

  /** Saves now. False when it could not be saved. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    if (this.#saving) await this.#saving;
    if (this.state === 'conflict') return false;
    if (this.text === this.#saved) {
      this.state = 'saved';
      return true;
    }
    this.#saving = this.#send().finally(() => (this.#saving = null));
    return this.#saving;
  }

  /** Leaving the page: what is not saved yet goes out once more. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.text !== this.#saved && this.state !== 'conflict') void this.save();
  }

  async keepMine(): Promise<void> {
    if (this.conflict) this.revision = this.conflict.revision;
    this.conflict = null;
    this.state = 'unsaved';
    await this.save();
  }

  takeTheirs(): void {
    if (!this.conflict) return;
    this.#saved = this.conflict.draft ?? '';
    this.text = this.#saved;
    this.revision = this.conflict.revision;
    this.conflict = null;
    this.state = 'saved';
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), ms);
  }

  async #send(): Promise<boolean> {
    const sent = this.text;
    this.state = 'saving';
    try {
      const { revision } = await saveDraft(this.#id, sent, this.revision);
      this.revision = revision;
      this.#saved = sent;
      this.state = this.text === sent ? 'saved' : 'unsaved';
      if (this.state === 'unsaved') this.#later(QUIET_MS);
      return true;
    } catch (error) {
      await this.#failed(error);
      return false;
    }
  }

  async #failed(error: unknown): Promise<void> {
    if (error instanceof ApiProblem && error.code === 'DRAFT409') {
      this.conflict = await getSop(this.#id).catch(() => null);
      this.state = this.conflict ? 'conflict' : 'failed';
      return;
    }
    const passing = error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
    if (!passing) tell(error);
    this.state = 'failed';
    if (passing) this.#later(RETRY_MS);
  }
}
