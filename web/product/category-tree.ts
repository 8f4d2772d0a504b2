/** A category with those in it; a path is written with `/` or `>`. */
interface CategoryNode {
  name: string;
  path: string;
  depth: number;
  revenue: number;
}

const STEP = /\s*[/>＞／]\s*/;

/** The way to a category from the top; empty for none. */
export function stepsOf(category: string | null): string[] {
  return (category ?? '').split(STEP).filter((step) => step !== '');
}

/** Categories with what is above them, from the top down, each with the revenue of all that is in it; most first. */
export function categoryTree(categories: { category: string | null; revenue: number }[]): CategoryNode[] {
  const nodes = new Map<string, CategoryNode>();
  for (const { category, revenue } of categories) {
    const steps = stepsOf(category);
    for (const [depth, name] of steps.entries()) {
      const path = steps.slice(0, depth + 1).join('/');
      const node = nodes.get(path) ?? { name, path, depth, revenue: 0 };
      node.revenue += revenue;
      nodes.set(path, node);
    }
  }
  const under = (parent: string, depth: number): CategoryNode[] =>
    [...nodes.values()]
      .filter((node) => node.depth === depth && (depth === 0 || node.path.startsWith(`${parent}/`)))
      .sort((a, b) => b.revenue - a.revenue)
      .flatMap((node) => [node, ...under(node.path, depth + 1)]);
  return under('', 0);
}

/** Whether a category is the one of the path, or in it. */
export function isIn(category: string | null, path: string): boolean {
  return `${stepsOf(category).join('/')}/`.startsWith(`${path}/`);
}
