#!/usr/bin/env node
// The command on PATH (npx fanloom). Plain JavaScript, because it has to speak before anything is built.
import { existsSync } from 'node:fs';

const built = new URL('../dist/cli/fanloom.js', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  console.error('Fanloom 尚未构建：请先运行 npm install && npm run build（或 npm start）。');
  console.error('Fanloom is not built yet: run npm install && npm run build first (or npm start).');
  process.exitCode = 2;
}
