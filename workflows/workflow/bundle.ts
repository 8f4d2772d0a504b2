import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const entry = (extension: string) => fileURLToPath(new URL(`run.${extension}`, import.meta.url));

/**
 * The workflow's code as Temporal runs it: in one piece, without Node. Made from the file that stands beside this one,
 * so a test bundles the sources and a build what it has built.
 */
export async function bundleWorkflows(): Promise<string> {
  const fromSource = import.meta.url.endsWith('.ts');
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry(fromSource ? 'ts' : 'js'),
    logger: { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
    webpackConfigHook: (config) => ({
      ...config,
      resolve: {
        ...config.resolve,
        conditionNames: [...(fromSource ? ['source'] : []), 'import', 'node', 'default'],
        extensionAlias: { '.js': ['.ts', '.js'] },
      },
    }),
  });
  return code;
}

function ignore(): void {
  return undefined;
}
