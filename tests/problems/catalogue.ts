import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';

/** A code that a person or a program may meet, and what is said with it: several sentences where they differ by case. */
export interface Entry {
  code: string;
  texts: Bilingual[];
}

const project = fileURLToPath(new URL('../../', import.meta.url));
/** What checking an SOP finds (SOP101) has pages of its own; HS256 is an algorithm. */
const CODE = /^(?!SOP\d|HS\d)[A-Z]{3,}\d{3}$/;

/** Every code in the sources of server and workflows with its sentences, where … stands for what is known at run time. */
export function readCatalogue(): Entry[] {
  const found = new Finding();
  for (const path of sources()) {
    found.read(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
  }
  return found.entries().sort((a, b) => (a.code < b.code ? -1 : 1));
}

function sources(): string[] {
  return ['server', 'workflows']
    .flatMap((folder) =>
      readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        join(project, folder, path),
      ),
    )
    .filter((path) => path.endsWith('.ts') && !/\/(dist|node_modules|testing|generated)\/|\.test\.ts$/.test(path));
}

class Finding {
  readonly #texts = new Map<string, Bilingual[]>();
  /** Functions that are given the code and add the sentence. */
  readonly #makers = new Map<string, Bilingual>();
  readonly #made: { code: string; maker: string }[] = [];

  read(node: ts.Node): void {
    const code = codeOf(node);
    if (code !== undefined) this.#add(code, node);
    else if (ts.isIdentifier(node) && node.text === 'code') this.#addMaker(node);
    ts.forEachChild(node, (child) => {
      this.read(child);
    });
  }

  entries(): Entry[] {
    for (const { code, maker } of this.#made) this.#say(code, this.#makers.get(maker));
    return [...this.#texts].map(([code, texts]) => ({ code, texts }));
  }

  #add(code: string, node: ts.Node): void {
    this.#say(code, textBeside(node));
    if (ts.isCallExpression(node.parent)) this.#made.push({ code, maker: node.parent.expression.getText() });
  }

  #say(code: string, text: Bilingual | undefined): void {
    const texts = this.#texts.get(code) ?? [];
    this.#texts.set(code, text && !texts.some(({ en }) => en === text.en) ? [...texts, text] : texts);
  }

  #addMaker(code: ts.Identifier): void {
    const text = textBeside(code);
    const maker = ts.findAncestor(code, ts.isFunctionDeclaration)?.name?.text;
    if (text && maker !== undefined) this.#makers.set(maker, text);
  }
}

function codeOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isIdentifier(node)) return CODE.test(node.text) ? node.text : undefined;
  return undefined;
}

/** Of `problem('REQ404', { zh, en })`, `conflict('TAG409', zh, en)`, `REQ404: { zh, en }` and `{ code: 'REQ404', text: { zh, en } }`. */
function textBeside(code: ts.Node): Bilingual | undefined {
  const { parent } = code;
  if (ts.isPropertyAssignment(parent))
    return textsOf(parent.name === code ? parent.initializer : sibling(parent, 'text'));
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return undefined;
  const following = (parent.arguments ?? []).filter(({ pos }) => pos > code.pos);
  const [zh, en] = following.map(sentence);
  return zh !== undefined && en !== undefined ? { zh, en } : following.map(textsOf).find((text) => text !== undefined);
}

function sibling({ parent }: ts.PropertyAssignment, name: string): ts.Node | undefined {
  return parent.properties.filter(ts.isPropertyAssignment).find((member) => member.name.getText() === name)
    ?.initializer;
}

function textsOf(node: ts.Node | undefined): Bilingual | undefined {
  if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
  const members = new Map(
    node.properties
      .filter(ts.isPropertyAssignment)
      .map(({ name, initializer }) => [name.getText(), sentence(initializer)]),
  );
  const [zh, en] = [members.get('zh'), members.get('en')];
  return zh === undefined || en === undefined ? undefined : { zh, en };
}

function sentence(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text.replaceAll(/\{\w+\}/g, '…');
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].map(sentence).join(' / ');
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}
