import type { TextNode } from '../ast/common.js';
import type { Catalogue } from './catalogue.js';
import type { Definitions } from './definitions.js';

type MessageNode = Definitions['messages'] extends ReadonlyMap<string, infer Node> ? Node : never;

/** The words of a named text by channel, as the shop keeps them; `any` stands for every channel. */
export function textContent({ text, variants }: MessageNode): Record<string, string> {
  if (text) return { any: sourceOf(text) };
  return Object.fromEntries(variants.map((variant) => [variant.channel, sourceOf(variant.text)]));
}

function sourceOf({ parts }: TextNode): string {
  return parts.map((part) => (typeof part === 'string' ? part.replace(/[{}]/g, '$&$&') : `{${part.image}}`)).join('');
}

/** Whether a named text is a service message: approved as one, and worded as it was then. */
export function isServiceText(
  name: string,
  { definitions, catalogue }: { definitions: Definitions; catalogue: Catalogue },
): boolean {
  if (!catalogue.serviceTexts?.includes(name)) return false;
  const written = definitions.messages.get(name);
  return !written || sameContent(textContent(written), catalogue.texts?.[name] ?? {});
}

function sameContent(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const channels = Object.keys(one);
  return channels.length === Object.keys(other).length && channels.every((channel) => one[channel] === other[channel]);
}
