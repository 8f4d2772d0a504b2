import type { DefinitionNode, HeadNode, SopNode, TestNode } from '../ast/file.js';
import type { BlockNode, StepNode } from '../ast/step.js';
import type { Range } from '../ir/program.js';
import { parse } from '../parser/parse.js';
import { displayWidth } from '../problem/locate.js';
import type { Language } from '../vocabulary/language.js';
import { formatCondition, formatEvent, formatEvents, formatWindow } from './condition.js';
import { Phrase } from './phrase.js';
import { formatPlainStep, formatSend, formatTask } from './plain-step.js';
import { formatTestLine } from './test-line.js';
import { Writer } from './writer.js';

const MAX_WIDTH = 100;

/**
 * The text in its one layout: one step a line, half-width punctuation, straight quotes, first spelling of each word.
 * Comments and single blank lines stay. `keywords` turns one keyword set into the other without loss; left out, the
 * file keeps its own. A text with mistakes in how it is written comes back unchanged.
 */
export function format(text: string, keywords?: Language): string {
  const parsed = parse(text);
  if (parsed.problems.some((problem) => problem.severity === 'error')) return text;
  const writer = new Writer(text, parsed.comments);
  const formatter = new Formatter(writer, new Phrase(keywords ?? parsed.language));
  parsed.file.definitions.forEach((definition) => formatter.definition(definition));
  return writer.finish();
}

class Formatter {
  private indent = '';

  constructor(
    private readonly writer: Writer,
    private readonly p: Phrase,
  ) {}

  definition(node: DefinitionNode): void {
    const { p, writer } = this;
    switch (node.kind) {
      case 'sop':
        return this.sop(node);
      case 'test':
        return this.test(node);
      case 'segment':
      case 'rule-tag': {
        const word = p.keyword(node.kind === 'segment' ? 'Segment' : 'Tag');
        const condition = formatCondition(node.condition, p);
        return writer.line(`${word} ${p.name(node.name)} ${p.keyword('When')} ${condition}`, node.range);
      }
      case 'score':
        return this.braces(`${p.keyword('Score')} ${p.name(node.name)}`, node.range, () => {
          for (const signal of node.signals) {
            const most =
              signal.most === null ? '' : ` ${p.either('最多', 'at most')} ${p.measure(signal.most, 'point')}`;
            writer.line(`${formatEvent(signal.event, p)} ${p.measure(signal.points, 'point')}${most}`, signal.range);
          }
          if (node.half) {
            const every = `${p.keyword('Half')} ${p.keyword('Every')}${p.either('', ' ')}${p.duration(node.half)}`;
            writer.line(every, node.half.range);
          }
        });
      case 'coupon': {
        const gap = p.either('', ' ');
        const over = node.overFen === null ? '' : ` ${p.keyword('Over')}${gap}${p.money(node.overFen)}`;
        const off = 'fen' in node.off ? p.money(node.off.fen) : p.measure(node.off.percent, 'percent');
        const valid = `${p.keyword('Valid')}${gap}${p.duration(node.valid)}`;
        const stock = node.stock === null ? '' : ` ${p.keyword('Stock')}${gap}${p.measure(node.stock, 'piece')}`;
        const line = `${p.keyword('Coupon')} ${p.name(node.name)}${over} ${p.keyword('Off')}${gap}${off} ${valid}${stock}`;
        return writer.line(line, node.range);
      }
      case 'message': {
        const head = `${p.keyword('Message')} ${p.name(node.name)}`;
        if (node.text) return writer.line(`${head} ${p.text(node.text, '')}`, node.range);
        return this.braces(head, node.range, () => {
          for (const { channel, text } of node.variants) {
            writer.line(`${p.word(channel)} ${p.text(text, this.indent)}`, text.range);
          }
        });
      }
      case 'words':
        return writer.line(`${p.keyword('Words')} ${p.name(node.name)} ${p.names(node.words)}`, node.range);
    }
  }

  /** `head {`, an indented body, `}`. */
  private braces(head: string, range: Range, body: () => void): void {
    this.writer.line(`${head} {`, { from: range.from, to: range.from });
    const outer = this.indent;
    this.indent = `${outer}  `;
    this.writer.indented(body);
    this.indent = outer;
    this.writer.close('}', range.to);
  }

  private sop(node: SopNode): void {
    const head = `${this.p.keyword('Sop')} ${this.p.name(node.name)}`;
    const body = () => {
      for (const part of node.heads) this.head(part);
      if (node.heads.length > 0) this.writer.gap();
      for (const step of node.steps) this.step(step);
    };
    this.writer.gap();
    this.braces(head, node.range, body);
  }

  private head(node: HeadNode): void {
    const { p, writer } = this;
    const gap = p.either('', ' ');
    const line = (content: string) => writer.line(content, node.range);
    switch (node.kind) {
      case 'when':
        return line(`${p.keyword('When')} ${formatCondition(node.condition, p)}`);
      case 'reentry':
        return line(this.reentry(node));
      case 'quiet':
        return line(`${p.keyword('Quiet')} ${this.span(node.span)}`);
      case 'only': {
        const days = node.days ? `${p.weekdays(node.days)} ` : '';
        return line(`${p.keyword('OnlyIn')} ${days}${this.span(node.span)}`);
      }
      case 'limit': {
        const channel = node.channel === null ? '' : `${p.word(node.channel)} `;
        const every = `${p.keyword('Every')}${gap}${p.duration(node.every)}`;
        return line(`${p.keyword('Limit')} ${channel}${p.measure(node.messages, 'message')} ${every}`);
      }
      case 'budget': {
        const every = typeof node.every === 'string' ? p.keyword('Monthly') : null;
        const period =
          node.every !== null && typeof node.every !== 'string'
            ? `${p.keyword('Every')}${gap}${p.duration(node.every)}`
            : every;
        return line(`${p.keyword('Budget')} ${p.money(node.fen)}${period === null ? '' : ` ${period}`}`);
      }
      case 'goal':
        return line(`${p.keyword('Goal')} ${formatEvents(node.events, p)} ${formatWindow(node.window, p)}`);
      case 'leave': {
        const condition = formatCondition(node.condition, p);
        return this.withBlock(p.either(`一旦 ${condition} 就离开`, `leave when ${condition}`), node.block, node.range);
      }
      case 'expire':
        return this.withBlock(`${p.keyword('Expire')} ${p.duration(node.after)}`, node.block, node.range);
      case 'note':
        return line(`${p.keyword('Note')} ${p.text(node.text, this.indent)}`);
      case 'error':
        return;
    }
  }

  private reentry(node: Extract<HeadNode, { kind: 'reentry' }>): string {
    const { p } = this;
    if (node.again) return p.keyword('Again');
    const every = node.every ? p.either(`每${p.duration(node.every)}`, ` every ${p.duration(node.every)}`) : '';
    const per = node.per ? `${p.keyword('Per')}${p.either('', ' ')}${p.field(node.per)}` : p.keyword('PerFan');
    return p.either(`${per}${every}一次`, `once ${per}${every}`);
  }

  private span({ from, to }: Extract<HeadNode, { kind: 'quiet' }>['span']): string {
    return `${this.p.time(from)}-${this.p.time(to)}`;
  }

  private withBlock(head: string, block: BlockNode | null, range: Range): void {
    if (block === null) return this.writer.line(head, range);
    const inline = this.inline(block);
    const line = `${head} { ${inline ?? ''} }`;
    if (inline !== null && displayWidth(this.indent + line) <= MAX_WIDTH) return this.writer.line(line, range);
    this.block(head, block, range.from);
  }

  private block(head: string, block: BlockNode, from: number): void {
    this.braces(head, { from, to: block.range.to }, () => {
      for (const step of block.steps) this.step(step);
    });
  }

  /** A block of one plain step on the line of its head; null where it needs lines of its own. */
  private inline(block: BlockNode): string | null {
    const [only] = block.steps;
    if (block.steps.length !== 1 || !only || this.writer.hasComment(block.range)) return null;
    const plain = formatPlainStep(only, this.p, this.indent);
    return plain?.includes('\n') ? null : plain;
  }

  private step(node: StepNode): void {
    const plain = formatPlainStep(node, this.p, this.indent);
    if (plain !== null) return this.writer.line(plain, node.range);
    this.compound(node);
  }

  /** Steps with blocks of their own. */
  private compound(node: StepNode): void {
    const { p, writer } = this;
    const first = (content: string, to: number) => writer.line(content, { from: node.range.from, to });
    const nested = (write: () => void) => {
      const outer = this.indent;
      this.indent = `${outer}  `;
      writer.indented(write);
      this.indent = outer;
    };
    switch (node.kind) {
      case 'day': {
        const time = node.time ? ` ${p.atTime(node.time)}` : '';
        return this.withBlock(`${p.day(node.day)}${time}`, node.block, node.range);
      }
      case 'until': {
        const condition = formatCondition(node.condition, p);
        first(
          `${p.keyword('WaitUpTo')}${p.either('', ' ')}${p.duration(node.duration)} ${p.keyword('Until')} ${condition}`,
          node.condition.range.to,
        );
        return nested(() => {
          if (node.met) this.withBlock(p.keyword('Met'), node.met, node.met.range);
          if (node.unmet) this.withBlock(p.keyword('Unmet'), node.unmet, node.unmet.range);
        });
      }
      case 'if':
        node.arms.forEach((arm, i) => {
          const word = p.keyword(i === 0 ? 'If' : 'ElseIf');
          const range = { from: i === 0 ? node.range.from : arm.condition.range.from, to: arm.block.range.to };
          this.withBlock(`${word} ${formatCondition(arm.condition, p)}`, arm.block, range);
        });
        if (node.otherwise) this.withBlock(p.keyword('Else'), node.otherwise, node.otherwise.range);
        return;
      case 'split':
        return this.braces(`${p.keyword('Split')} ${p.name(node.name)}`, node.range, () => {
          for (const arm of node.arms)
            this.withBlock(`${p.name(arm.name)} ${p.measure(arm.percent, 'percent')}`, arm.block, arm.range);
        });
      case 'send':
        first(formatSend(node, p, this.indent), node.undelivered?.range.from ?? node.range.to);
        return nested(() => {
          if (node.undelivered) this.withBlock(p.keyword('Undelivered'), node.undelivered, node.undelivered.range);
        });
      case 'task':
        return this.braces(formatTask(node, p, this.indent), node.range, () => {
          for (const rung of node.overdue) {
            const after = rung.after ? ` ${p.duration(rung.after)}` : '';
            this.withBlock(`${p.keyword('Overdue')}${after}`, rung.block, rung.range);
          }
        });
      default:
    }
  }

  private test(node: TestNode): void {
    const { p } = this;
    const target = node.sop ? ` ${p.keyword('For')} ${p.name(node.sop)}` : '';
    this.writer.gap();
    const body = () => {
      for (const line of node.lines) {
        const text = formatTestLine(line, p);
        if (text !== null) this.writer.line(text, line.range);
      }
    };
    this.braces(`${p.keyword('Test')} ${p.name(node.name)}${target}`, node.range, body);
  }
}
