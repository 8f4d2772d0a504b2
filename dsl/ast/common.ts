import type { Range } from '../ir/program.js';
import type { MergeField } from '../ir/program.js';
import type { DurationUnit } from '../vocabulary/unit.js';

/** Every node knows its place: offsets in UTF-16 code units, `to` exclusive. */
export interface Node {
  range: Range;
}

/** A name that a person made up, without its quotes, NFC. */
export interface Name extends Node {
  value: string;
}

/** A text for a person, in pieces: literal parts and merge fields. `block`: written between `"""`. */
export interface TextNode extends Node {
  parts: (string | MergeNode)[];
  block: boolean;
}

/** `{root.field|stand-in}`. `root` and `field` are null where the words are not known; `image` is what was written. */
export interface MergeNode extends Node {
  image: string;
  root: MergeField['root'] | null;
  of: string | null;
  field: string | null;
  custom: boolean;
  fallback: string | null;
}

/** As written: `7天` and `1周` are different nodes of the same length. */
export interface DurationNode extends Node {
  amount: number;
  unit: DurationUnit;
}

export interface FieldNode extends Node {
  name: string;
  custom: boolean;
}

/** A property of an event: a built-in one, `coupon`, or the shop's own (`字段 "…"`). */
export interface PropertyNode extends Node {
  name: string;
  custom: boolean;
}

/** Minutes of the day; `24:00` is 1440. */
export interface TimeNode extends Node {
  minute: number;
}

export interface DateNode extends Node {
  date: string;
}
