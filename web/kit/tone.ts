/** What a colour says. The values stand in tokens.css. */
export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad';
