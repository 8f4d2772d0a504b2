import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { UserError } from '../../config/user-error.js';
import { fileProblem } from '../import.problems.js';

export interface XmlHandlers {
  open?(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/**
 * Feeds a part of a workbook to the handlers and stops after every chunk, so that what they have gathered can be taken.
 * Yields the bytes of the chunk.
 * Names come without their namespace prefix. Throws a UserError (IMP110) for what is not well-formed.
 */
export async function* parseXml(stream: Readable, handlers: XmlHandlers): AsyncGenerator<number> {
  const parser = new SaxesParser({ xmlns: false });
  // Saxes itself knows no entities but the five of XML, so nothing expands.
  parser.on('opentag', (tag) => handlers.open?.(localName(tag.name), tag.attributes as Record<string, string>));
  parser.on('closetag', (tag) => handlers.close?.(localName(tag.name)));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  const decoder = new TextDecoder('utf-8');
  try {
    for await (const chunk of stream) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      yield (chunk as Buffer).length;
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    throw error instanceof UserError ? error : fileProblem('IMP110', {}, error);
  }
}

/** Reads a small part to its end. */
export async function readXml(stream: Readable | undefined, handlers: XmlHandlers): Promise<void> {
  if (!stream) return;
  for await (const _ of parseXml(stream, handlers)) void _;
}

/** Attribute by local name, whatever prefix the writer of the file chose. */
export function attribute(attributes: Record<string, string>, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const prefixed = Object.keys(attributes).find((key) => key.endsWith(`:${name}`));
  return prefixed === undefined ? undefined : attributes[prefixed];
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
