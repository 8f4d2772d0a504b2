import type { Range } from '../ir/program.js';
import type { Comment } from '../lexer/token.js';

/** Writes lines with indentation, and puts every comment and single blank line back where it was. */
export class Writer {
  private readonly lines: string[] = [];
  private depth = 0;
  private nextComment = 0;
  /** End in the source of what was written last. */
  private written = 0;
  /** The last line can take no comment behind it any more. */
  private trailed = true;
  private opened = true;
  private gapWanted = false;

  constructor(
    private readonly text: string,
    private readonly comments: readonly Comment[],
  ) {}

  indented(write: () => void): void {
    this.depth++;
    this.opened = true;
    write();
    this.depth--;
  }

  /** The next line has a blank one before it. */
  gap(): void {
    this.gapWanted = true;
  }

  /** One line for what stands at `range` in the source. */
  line(content: string, range: Range): void {
    this.flush(range.from);
    this.blank(range.from);
    this.push(content);
    this.written = range.to;
    this.trailed = false;
  }

  /** The line that ends a block: no blank line stands before it. */
  close(content: string, end: number): void {
    this.depth++;
    this.flush(end);
    this.depth--;
    this.push(content);
    this.written = end;
    this.trailed = false;
  }

  /** Is there a comment in the source between these offsets? */
  hasComment({ from, to }: Range): boolean {
    return this.comments.some((comment) => comment.range.from >= from && comment.range.from < to);
  }

  finish(): string {
    this.flush(this.text.length + 1);
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }

  private push(content: string): void {
    const indent = '  '.repeat(this.depth);
    this.lines.push(content === '' ? '' : indent + content);
    this.opened = false;
  }

  /** Writes the comments before an offset: behind the last line if they stood there, else on lines of their own. */
  private flush(before: number): void {
    for (; ; this.nextComment++) {
      const comment = this.comments[this.nextComment];
      if (!comment || comment.range.from >= before) return;
      const last = this.lines.length - 1;
      const between = this.text.slice(this.written, comment.range.from);
      if (!this.trailed && last >= 0 && !/[\r\n]/.test(between)) {
        this.lines[last] = `${this.lines[last] ?? ''}  ${comment.text}`;
      } else {
        this.blank(comment.range.from);
        this.push(comment.text);
      }
      this.trailed = true;
      this.written = Math.max(this.written, comment.range.to);
    }
  }

  /** One blank line where the source had one or more, or where the layout asks for one. */
  private blank(at: number): void {
    const wanted = this.gapWanted;
    this.gapWanted = false;
    if (this.opened || this.lines.length === 0 || this.lines.at(-1) === '') return;
    const had = (this.text.slice(this.written, Math.max(this.written, at)).match(/\r\n|\r|\n/g) ?? []).length > 1;
    if (had || wanted) this.lines.push('');
  }
}
