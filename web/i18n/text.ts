/** One text of the interface; `{name}` is filled in, `{n:fan|fans}` picks by number. */
export interface Text {
  zh: string;
  en: string;
}

/** The texts of one feature: every key starts with its name. */
export type Texts<Feature extends string> = Record<`${Feature}.${string}`, Text>;
