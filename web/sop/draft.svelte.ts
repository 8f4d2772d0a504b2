import { ApiProblem, tell } from '../api/problem.js';
import { dropBackup, keepBackup, readBackup } from './draft-backup.js';
import { getSop, saveDraft, type SopDetail } from './sop.api.js';

const QUIET_MS = 800;
const RETRY_MS = 4000;

/** Another tab has saved this draft. */
interface SavedElsewhere {
  id: string;
  revision: number;
}

/**
 * A draft that saves itself while it is being typed. Each save names the revision it is based on; when somebody else
 * saved in between nothing is overwritten: `conflict` holds theirs, the text on screen stays. What is not saved yet is
 * kept by the browser, so that a crash loses nothing.
 */
export class Draft {
  text = $state('');
  state = $state<'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict'>('saved');
  revision = $state(0);
  conflict = $state.raw<SopDetail | null>(null);
  /** The text on screen is what a crash had left behind. */
  restored = $state(false);
  readonly #id: string;
  readonly #tabs = new BroadcastChannel('fanloom.drafts');
  #saved: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<boolean> | null = null;
  #closed = false;

  constructor(sop: SopDetail) {
    this.#id = sop.id;
    this.#saved = sop.draft ?? '';
    this.text = this.#saved;
    this.revision = sop.revision;
    this.#tabs.onmessage = ({ data }: MessageEvent<SavedElsewhere>) => {
      if (data.id === this.#id && data.revision > this.revision) void this.#catchUp();
    };
    this.#restore(sop);
  }

  write(text: string): void {
    if (text === this.text) return;
    this.text = text;
    keepBackup(this.#id, { text, revision: this.revision });
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
      this.#settle();
      return true;
    }
    this.#saving = this.#send().finally(() => (this.#saving = null));
    return this.#saving;
  }

  /** Leaving the page: what is not saved yet goes out once more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.text !== this.#saved && this.state !== 'conflict') void this.save();
    this.#tabs.close();
  }

  /** Ends a conflict with a text that was made of both. */
  async resolve(text: string): Promise<void> {
    if (!this.conflict) return;
    this.#saved = this.conflict.draft ?? '';
    this.revision = this.conflict.revision;
    this.conflict = null;
    this.text = text;
    this.state = 'unsaved';
    await this.save();
  }

  #restore(sop: SopDetail): void {
    const kept = readBackup(sop.id);
    if (!kept || kept.text === this.#saved) return dropBackup(sop.id);
    this.text = kept.text;
    this.restored = true;
    if (kept.revision < sop.revision) this.#meet(sop);
    else {
      this.state = 'unsaved';
      this.#later(QUIET_MS);
    }
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
      this.#settle();
      this.#tell({ id: this.#id, revision });
      return true;
    } catch (error) {
      await this.#failed(error);
      return false;
    }
  }

  /** Everything is saved, or more was typed meanwhile. */
  #settle(): void {
    if (this.text === this.#saved) {
      this.state = 'saved';
      dropBackup(this.#id);
      return;
    }
    this.state = 'unsaved';
    keepBackup(this.#id, { text: this.text, revision: this.revision });
    this.#later(QUIET_MS);
  }

  /** A page that is being left has closed its channel already. */
  #tell(saved: SavedElsewhere): void {
    try {
      this.#tabs.postMessage(saved);
    } catch {
      // The other tabs hear of it when they save.
    }
  }

  async #failed(error: unknown): Promise<void> {
    if (error instanceof ApiProblem && error.code === 'DRAFT409') {
      const theirs = await getSop(this.#id).catch(() => null);
      if (theirs) this.#meet(theirs);
      else this.state = 'failed';
      return;
    }
    // A session that ended begins anew while the page is open; afterwards it may be somebody else's.
    const passing =
      error instanceof ApiProblem &&
      (error.status === 0 || error.status >= 500 || (error.status === 401 && !this.#closed));
    if (!passing) tell(error);
    this.state = 'failed';
    if (passing) this.#later(RETRY_MS);
  }

  /** Takes over what another tab saved, as far as nothing was typed here. */
  async #catchUp(): Promise<void> {
    if (this.#saving) await this.#saving;
    const theirs = await getSop(this.#id).catch(() => null);
    if (!theirs || theirs.revision <= this.revision) return;
    if (this.text === this.#saved) this.text = theirs.draft ?? '';
    this.#meet(theirs);
  }

  #meet(theirs: SopDetail): void {
    clearTimeout(this.#timer);
    if (theirs.draft === this.text) {
      this.#saved = this.text;
      this.revision = theirs.revision;
      this.#settle();
    } else {
      this.conflict = theirs;
      this.state = 'conflict';
    }
  }
}
