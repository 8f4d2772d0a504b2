/** What a stretch of a text is, for colouring. */
export const SEMANTIC_TYPES = ['keyword', 'event', 'field', 'name', 'text', 'merge', 'number', 'comment'] as const;
export type SemanticType = (typeof SEMANTIC_TYPES)[number];
