import type { Range as Stretch } from '@fanloom/dsl/ir/program.js';
import type { Problem, TextEdit as Edit } from '@fanloom/dsl/problem/problem.js';
import type { CompletionItem as Item, CompletionKind } from '@fanloom/dsl/service/completion-item.js';
import type { DocumentSymbol as Outline } from '@fanloom/dsl/service/document-symbol.js';
import type { SemanticToken } from '@fanloom/dsl/service/semantic-token.js';
import { SEMANTIC_TYPES } from '@fanloom/dsl/service/semantic-type.js';
import {
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  InsertTextFormat,
  type Range,
  SemanticTokensBuilder,
  SymbolKind,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Language } from './command.js';

/* Answers of the language service in the words of the protocol: lines and columns for offsets. */

export function rangeIn(text: TextDocument, { from, to }: Stretch): Range {
  return { start: text.positionAt(from), end: text.positionAt(to) };
}

export function editsIn(text: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ range, text: newText }) => ({ range: rangeIn(text, range), newText }));
}

export function diagnosticIn(text: TextDocument, problem: Problem, language: Language): Diagnostic {
  return {
    range: rangeIn(text, problem.range),
    severity: problem.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code: problem.code,
    source: 'fanloom',
    message: problem.message[language],
  };
}

const ITEM_KINDS: Record<CompletionKind, CompletionItemKind> = {
  keyword: CompletionItemKind.Keyword,
  event: CompletionItemKind.Event,
  field: CompletionItemKind.Field,
  channel: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Constant,
  value: CompletionItemKind.Value,
  merge: CompletionItemKind.Variable,
  snippet: CompletionItemKind.Snippet,
};

export function completionIn(text: TextDocument, item: Item, language: Language): CompletionItem {
  return {
    label: item.label,
    kind: ITEM_KINDS[item.kind],
    // A replaced stretch has to begin with what is filtered by.
    filterText: `${text.getText(rangeIn(text, item.range))}${item.label}`,
    textEdit: { range: rangeIn(text, item.range), newText: item.text },
    insertTextFormat: item.kind === 'snippet' ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(item.detail && { detail: item.detail[language] }),
  };
}

const SYMBOL_KINDS: Record<Outline['kind'], SymbolKind> = {
  sop: SymbolKind.Class,
  segment: SymbolKind.Interface,
  tag: SymbolKind.Key,
  score: SymbolKind.Number,
  coupon: SymbolKind.Constant,
  message: SymbolKind.String,
  words: SymbolKind.Array,
  test: SymbolKind.Method,
  step: SymbolKind.Event,
};

export function symbolIn(text: TextDocument, { name, kind, range, selection, children }: Outline): DocumentSymbol {
  return {
    // The protocol takes no empty names.
    name: name.trim() === '' ? '…' : name,
    kind: SYMBOL_KINDS[kind],
    range: rangeIn(text, range),
    selectionRange: rangeIn(text, selection),
    children: children.map((child) => symbolIn(text, child)),
  };
}

/** A token of the protocol stays on one line. */
export function semanticData(text: TextDocument, tokens: readonly SemanticToken[]): { data: number[] } {
  const builder = new SemanticTokensBuilder();
  const source = text.getText();
  for (const { from, to, type } of tokens) {
    for (const part of source.slice(from, to).matchAll(/[^\r\n]+/g)) {
      const { line, character } = text.positionAt(from + part.index);
      builder.push(line, character, part[0].length, SEMANTIC_TYPES.indexOf(type), 0);
    }
  }
  return builder.build();
}
