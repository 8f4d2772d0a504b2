import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { editorBudget } from './build/editor-budget.js';

const api = { target: process.env['FANLOOM_API'] ?? 'http://127.0.0.1:8080' };

/** The language package is taken from its TypeScript sources, so no build stands between it and the editor. */
export default defineConfig({
  plugins: [svelte(), editorBudget()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  worker: { format: 'es' },
  server: { proxy: { '/v1': api } },
});
