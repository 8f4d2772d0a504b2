import type { Figure, FigureName } from './figure.js';
import type { Stage } from './stage.js';

/** One measurement, which may give several figures. */
export interface Bench {
  figures: readonly FigureName[];
  /** Fans (of imports: rows) where `--fans` does not say otherwise. */
  size: number;
  run(stage: Stage, order: BenchOrder): Promise<Figure[]>;
}

export interface BenchOrder {
  size: number;
  wanted: ReadonlySet<FigureName>;
  /** Tells the person at the screen what is going on. */
  note: (text: string) => void;
}
