import { Submission } from '../form/submission.svelte.js';
import { assign, plainColumns } from './columns.js';
import {
  type Column,
  correctCells,
  type Correction,
  type FormatChoice,
  type ImportOptions,
  type ImportPlan,
  previewAgain,
  startImport,
  type Target,
  tryImport,
  type Upload,
} from './import.api.js';

type Trial = Awaited<ReturnType<typeof tryImport>>;

const OPEN_DATE = 'IMP130';

/** An upload on its way to becoming an import: how it is read, what a person changes, and what a trial said of it. */
export class ImportDraft {
  upload: Upload;
  options: ImportOptions;
  /** Read as the last file of its source was. */
  remembered: boolean;
  /** What became of the rows in a trial of what is shown now; null: none yet. */
  trial = $state.raw<Trial | null>(null);
  readonly looking = new Submission();
  readonly trying = new Submission();
  readonly starting = new Submission();
  #choice: FormatChoice = {};
  /** Looks come one after another: each goes on from what the one before it found. */
  #looks = Promise.resolve();

  constructor(first: Upload) {
    this.upload = $state.raw(first);
    this.options = $state(first.remembered ?? { mode: 'history', session: null, owner_id: null, consent: [] });
    this.remembered = $state(first.remembered !== null);
    if (first.remembered) this.#choice = { notation: first.notation, events: first.events };
    if (this.fits) void this.try();
  }

  get failure(): unknown {
    return this.looking.failure ?? this.trying.failure ?? this.starting.failure;
  }

  /** Nothing keeps it from being imported, as far as is known. */
  get fits(): boolean {
    return !this.looking.busy && this.upload.kind !== null && this.upload.problems.length === 0;
  }

  /** What to look at before the import. A trial has seen more rows; of dates it has only been told how they are meant. */
  get cautions(): Upload['cautions'] {
    const { cautions } = this.upload;
    return this.trial ? [...this.trial.cautions, ...cautions.filter(({ code }) => code === OPEN_DATE)] : cautions;
  }

  /** Reads the file in another way; without columns they are recognised anew. */
  read(change: FormatChoice, columns?: Column[]): void {
    this.#look(() => {
      this.#choice = { ...this.#choice, ...change };
      return previewAgain(this.upload.upload_id, this.#choice, columns && plainColumns(columns));
    });
  }

  /** Understands its dates, numbers or words in another way; what the columns stand for stays. */
  reread(change: Pick<FormatChoice, 'notation' | 'events'>): void {
    this.#look(() => {
      this.#choice = { ...this.#choice, ...change };
      return previewAgain(this.upload.upload_id, this.#reading, plainColumns(this.upload.columns));
    });
  }

  /** Recognises everything anew, whatever the last file of this source was read like. */
  forget(): void {
    this.remembered = false;
    this.#choice = {};
    this.read({});
  }

  give(index: number, target: Target | null): void {
    this.#look(() =>
      previewAgain(this.upload.upload_id, this.#reading, plainColumns(assign(this.upload.columns, index, target))),
    );
  }

  /** The server writes it into the upload, which is plain CSV from then on. */
  correct(cell: Correction): void {
    this.#look(async () => {
      const columns = plainColumns(this.upload.columns);
      const corrected = await correctCells(this.upload.upload_id, { cells: [cell], choice: this.#reading, columns });
      if (corrected.format.type === 'csv') {
        const { encoding, delimiter } = corrected.format;
        this.#choice = { ...this.#choice, encoding, delimiter };
      }
      return corrected;
    });
  }

  try(): Promise<void> {
    return this.trying.run(async () => {
      const upload = this.upload;
      const trial = await tryImport(this.#plan());
      if (upload === this.upload) this.trial = trial;
    });
  }

  /** @param onstarted told of the import */
  start(onstarted: (id: string) => void): Promise<void> {
    return this.starting.run(async () => onstarted((await startImport(this.#plan())).id));
  }

  /** How the file is read now, said in full: columns that a person chose belong to this head and no other. */
  get #reading(): FormatChoice {
    const { kind, header_row } = this.upload;
    return { ...this.#choice, ...(kind && { kind }), ...(header_row !== null && { header_row }) };
  }

  #look(look: () => Promise<Upload>): void {
    this.#looks = this.#looks.then(async () => {
      await this.looking.run(async () => {
        this.trial = null;
        this.upload = await look();
      });
      // A trial of a long file keeps others waiting: whoever changes more of it asks for the next one.
      if (this.fits && this.upload.scan.complete) void this.try();
    });
  }

  #plan(): ImportPlan {
    const { upload_id, kind, header_row, columns, notation, events } = this.upload;
    if (kind === null || header_row === null) throw new Error('a plan needs a kind and a head');
    const session = kind === 'live' ? this.options.session?.trim() || null : null;
    const options = { ...this.options, session };
    return { upload_id, kind, header_row, columns: plainColumns(columns), notation, events, options };
  }
}
