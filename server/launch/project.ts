import { basename, dirname, resolve } from 'node:path';

const here = import.meta.dirname;

/** Root folder of the checkout, whether this runs from the sources or from `server/dist`. */
export const projectRoot = resolve(here, basename(dirname(here)) === 'dist' ? '../../..' : '../..');
