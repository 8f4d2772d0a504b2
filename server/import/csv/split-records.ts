/** A longer record is not a row but a quote that never closes. */
const LONGEST_RECORD = 256 * 1024;

/** A quote never closes. */
export class OpenQuote extends Error {}

/**
 * Takes the text of a table apart into records, piece by piece. Lines end with CR LF, LF or CR; a cell that begins with a
 * quote goes on to the next one, two of them stand for one. Where something else than the end of a cell follows, neither
 * quote meant anything: what people type (`5" 屏`, `"新品"口红`) stays as it is.
 *
 * Cells are views of the pieces: whoever keeps a few of them for long keeps all of the text around them.
 */
export class RecordSplitter {
  #text = '';
  /** Where the record begins that is taken apart, and how far it is. */
  #start = 0;
  #at = 0;
  #isLast = false;
  readonly #nextQuote = new NextIndex('"');
  readonly #nextLf = new NextIndex('\n');
  readonly #nextCr = new NextIndex('\r');
  readonly #nextDelimiter: NextIndex;

  constructor(readonly delimiter: string) {
    this.#nextDelimiter = new NextIndex(delimiter);
  }

  /**
   * The records that are whole now; the last piece ends the last one. Throws OpenQuote after the records before it.
   */
  *push(piece: string, isLast = false): Generator<string[]> {
    this.#text = this.#text.slice(this.#start) + piece;
    this.#isLast = isLast;
    this.#start = this.#at = 0;
    for (const next of [this.#nextQuote, this.#nextLf, this.#nextCr, this.#nextDelimiter]) next.restart(this.#text);
    while (this.#start < this.#text.length) {
      const cells = this.#record();
      if (this.#at - this.#start > LONGEST_RECORD) throw new OpenQuote();
      if (!cells) return;
      this.#start = this.#at;
      yield cells;
    }
  }

  /** Undefined, with the place behind all that is there, when the record may go on in the next piece. */
  #record(): string[] | undefined {
    const end = this.#lineEnd(this.#start);
    if (this.#nextQuote.from(this.#start) > end) {
      const cells = this.#text.slice(this.#start, end).split(this.delimiter);
      return this.#endLine(end) ? cells : undefined;
    }
    const cells: string[] = [];
    this.#at = this.#start;
    for (;;) {
      const cell = this.#text[this.#at] === '"' ? this.#quoted() : this.#plain(this.#at);
      if (cell === undefined) return undefined;
      cells.push(cell);
      if (!this.#text.startsWith(this.delimiter, this.#at)) return this.#endLine(this.#at) ? cells : undefined;
      this.#at += this.delimiter.length;
    }
  }

  #quoted(): string | undefined {
    let cell = '';
    for (let from = this.#at + 1; ;) {
      const quote = this.#text.indexOf('"', from);
      if (quote === -1) {
        if (this.#isLast) throw new OpenQuote();
        this.#at = this.#text.length;
        return undefined;
      }
      cell += this.#text.slice(from, quote);
      if (this.#text[quote + 1] === '"') {
        cell += '"';
        from = quote + 2;
        continue;
      }
      if (this.#isCellEnd(quote + 1)) {
        this.#at = quote + 1;
        return cell;
      }
      return `"${cell}${this.#plain(quote)}`;
    }
  }

  /** Up to the end of the cell. */
  #plain(from: number): string {
    this.#at = Math.min(this.#lineEnd(from), this.#nextDelimiter.from(from));
    return this.#text.slice(from, this.#at);
  }

  #isCellEnd(at: number): boolean {
    const character = this.#text[at];
    return (
      character === undefined || character === '\n' || character === '\r' || this.#text.startsWith(this.delimiter, at)
    );
  }

  #lineEnd(from: number): number {
    return Math.min(this.#nextLf.from(from), this.#nextCr.from(from));
  }

  /** Goes behind the end of a line; false when the next piece may go on with the line, or with its end. */
  #endLine(at: number): boolean {
    const text = this.#text;
    this.#at = at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1);
    return this.#isLast || at + (text[at] === '\n' ? 0 : 1) < text.length;
  }
}

/** Where something comes next in a text that is walked through. */
class NextIndex {
  #text = '';
  #next = -1;

  constructor(readonly wanted: string) {}

  restart(text: string): void {
    this.#text = text;
    this.#next = -1;
  }

  /** Behind the text where it does not come any more. */
  from(at: number): number {
    if (this.#next < at) {
      const found = this.#text.indexOf(this.wanted, at);
      this.#next = found === -1 ? this.#text.length : found;
    }
    return this.#next;
  }
}
