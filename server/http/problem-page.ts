import { html } from 'hono/html';
import { catalogue } from '../problem/generated/catalogue.js';
import { notFound } from '../problem/common.js';
import { createRouter } from '../request/router.js';

/** `/problems/CODE`, the `type` of an answer that is a problem: what happened and what to do, for whoever reads a log. */
export const problemPage = createRouter().get('/problems/:code', (c) => {
  const code = c.req.param('code');
  const texts = catalogue.get(code);
  if (!texts) throw notFound();
  return c.html(
    html`<!doctype html>
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${code} · Fanloom</title>
          <style>
            :root {
              color-scheme: light dark;
            }
            body {
              max-width: 40em;
              margin: 10vh auto;
              padding: 0 1.5em;
              font:
                16px/1.6 'PingFang SC',
                'Microsoft YaHei',
                'Noto Sans CJK SC',
                system-ui;
            }
          </style>
        </head>
        <body>
          <h1>${code}</h1>
          ${texts.map(
            ({ zh, en }) =>
              html`<p>${zh}</p>
                <p lang="en">${en}</p>`,
          )}
        </body>
      </html>`,
  );
});
