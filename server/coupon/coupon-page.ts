import { html } from 'hono/html';
import { dayAt, formatDay } from '@fanloom/dsl/core/zone.js';
import { formatValue } from '@fanloom/dsl/message/format-value.js';
import { createRouter } from '../request/router.js';
import { findCoupon, type ShownCoupon } from './coupon-page.queries.js';

const CODE = /^[0-9A-F]{12,16}$/;

/** `/c/CODE`: the page of a coupon, open to whoever has its code, for shops whose platform has none of its own. */
export const couponPage = createRouter().get('/c/:code', async (c) => {
  const code = c.req.param('code').toUpperCase();
  const coupon = CODE.test(code) ? await findCoupon(c.var.deps.db, code) : undefined;
  c.header('Cache-Control', 'no-store');
  return coupon ? c.html(page(coupon.name, couponText(coupon))) : c.html(page('没有这张优惠券', notFoundText), 404);
});

const notFoundText = html`<p>链接可能不完整，请从原来的消息里再打开一次。</p>
  <p lang="en">No such coupon. The link may be incomplete.</p>`;

function couponText(coupon: ShownCoupon) {
  const money = (fen: number) => formatValue(fen, 'money', coupon.zone);
  const off = coupon.off_fen === null ? `${String(coupon.off_percent ?? 0)}%` : money(coupon.off_fen);
  const lastDay = formatDay(dayAt(coupon.expires_at.getTime() - 1, coupon.zone));
  return html`<p class="off">减 ${off}</p>
    <p>${coupon.over_fen === 0 ? '无门槛' : `满 ${money(coupon.over_fen)} 可用`}</p>
    <p>${coupon.used_at === null ? `有效期至 ${lastDay}` : '已使用'}</p>
    <p class="code">${coupon.code}</p>
    <p class="small">下单时出示券码 · ${coupon.shop}</p>`;
}

function page(title: string, body: ReturnType<typeof html>) {
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          :root {
            color-scheme: light dark;
          }
          body {
            display: grid;
            place-items: center;
            min-height: 90vh;
            margin: 0;
            font:
              16px/1.6 'PingFang SC',
              'Microsoft YaHei',
              'Noto Sans CJK SC',
              system-ui;
          }
          main {
            padding: 24px 32px;
            border: 1px solid color-mix(in srgb, currentcolor 20%, transparent);
            border-radius: 12px;
            text-align: center;
          }
          .off {
            font-size: 28px;
            font-weight: 700;
          }
          .code {
            font:
              600 20px ui-monospace,
              monospace;
            letter-spacing: 0.08em;
            user-select: all;
          }
          .small {
            font-size: 13px;
            opacity: 0.7;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
}
