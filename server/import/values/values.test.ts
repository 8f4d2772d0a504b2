import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanCell } from './cell.js';
import { parseCount } from './count.js';
import { parseDate, parseDateTime } from './date-time.js';
import { parseDuration } from './duration.js';
import { currencyOf, parseMoney } from './money.js';
import { isRounded, parseOrderNumber } from './order-number.js';

it.each([
  ['¥12.50', 'CNY'],
  ['$5.00', 'USD'],
  ['US$5', 'USD'],
  ['-€600', 'EUR'],
  ['(20.00 TL)', 'TRY'],
  ['12.50 USD', 'USD'],
  ['1.2万', undefined],
  ['99元', undefined],
])('beside %j stands the currency %j', (text, currency) => expect(currencyOf(text)).toBe(currency));

describe('cleanCell', () => {
  it.each([
    ['="2417012345678901234"', '2417012345678901234'],
    ['=2417012345678901234', '2417012345678901234'],
    ["'13812344021", '13812344021'],
    ['\t2417\t', '2417'],
    ['　小鹿　', '小鹿'],
    ['ＡＢ１', 'AB1'],
    ['a\u200bb', 'ab'],
    ['null', ''],
    ['--', ''],
    ['-5', '-5'],
    ['/', ''],
    ['nice', 'nice'],
    ['第一行\n第二行', '第一行 第二行'],
  ])('%j says %j', (cell, text) => expect(cleanCell(cell)).toBe(text));
});

describe('parseOrderNumber', () => {
  it.each([
    ['2417012345678901234', '2417012345678901234'],
    ['6921 0001 2345', '692100012345'],
    ['E20260305-0001', 'E20260305-0001'],
    ['12345678.0', '12345678'],
    ['合计', undefined],
    ['ABCD', undefined],
    ['#1001', '1001'],
    ['101', '101'],
    ['2026/03-7', '2026/03-7'],
    ['一万元', undefined],
    ['ЗК-000123', 'ЗК-000123'],
    ['№ 15/ΑΒ', '15/ΑΒ'],
    ['线下2026001', '线下2026001'],
    ['Re\u0301f-7', 'Réf-7'],
    ['12\u202e34', undefined],
    ['12;34', undefined],
  ])('%j is %j', (text, number) => expect(parseOrderNumber(text)).toBe(number));

  it('knows a number that a spreadsheet rounded', () => {
    expect(isRounded('2.41701E+17')).toBe(true);
    expect(isRounded('2417012345678901234')).toBe(false);
  });
});

describe('parseMoney', () => {
  it.each([
    ['99', 9_900],
    ['99.9', 9_990],
    ['¥1,234.50', 123_450],
    ['￥ 12', 1_200],
    ['12.00元', 1_200],
    ['1.2万', 1_200_000],
    ['1.2万元', 1_200_000],
    ['3w', 3_000_000],
    ['-12.5', -1_250],
    ['CNY 8', 800],
    ['0.29', 29],
    ['.99', 99],
    ['1.7e-05', 0],
    ['\u22125.00', -500],
    ['Rs. 450', 45_000],
    ['免费', undefined],
    ['1,23', undefined],
    ['1e5', undefined],
    ['99999999999999999999', undefined],
  ])('%j is %j fen', (text, fen) => expect(parseMoney(text)).toBe(fen));

  it.each([
    ['1.234,50 €', 123_450],
    ['€ 1 234,5', 123_450],
    ['1.234', 123_400],
    ['12.50', undefined],
  ])('%j is %j fen where a comma stands before the decimals', (text, fen) =>
    expect(parseMoney(text, 'yuan', ',')).toBe(fen),
  );

  it.each(['₹1,23,456.00', 'R$ 123,456.00', '123,456.00 kr', 'HK$123456', '123456 CHF', '123,456 zł'])(
    'knows the sign in %j',
    (text) => expect(parseMoney(text)).toBe(12_345_600),
  );

  it('takes the unit of the column for plain numbers only', () => {
    expect(parseMoney('1250', 'fen')).toBe(1_250);
    expect(parseMoney('12.5元', 'fen')).toBe(1_250);
    expect(parseMoney('1.2', 'wan')).toBe(1_200_000);
  });

  it('reads back every amount as it is usually written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.boolean(),
        fc.constantFrom('', '元'),
        (fen, grouped, unit) => {
          const yuan = (fen / 100).toFixed(2);
          const written = grouped ? yuan.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') : yuan;
          return parseMoney(`${written}${unit}`) === fen;
        },
      ),
    );
  });
});

describe('parseCount', () => {
  it.each([
    ['12', 12],
    ['1,234', 1_234],
    ['1.2万', 12_000],
    ['12次', 12],
    ['3.0', 3],
    ['10万+', 100_000],
    ['-1', -1],
    ['\u22122', -2],
    ['很多', undefined],
  ])('%j is %j', (text, count) => expect(parseCount(text)).toBe(count));
});

describe('parseDuration', () => {
  it.each([
    ['1:02:33', 3_753],
    ['62:33', 3_753],
    ['00:00:07', 7],
    ['62分33秒', 3_753],
    ['1小时2分33秒', 3_753],
    ['1时2分', 3_720],
    ['1h2m3s', 3_723],
    ['90秒', 90],
    ['1.5小时', 5_400],
    ['3753', 3_753],
    ['3,753', 3_753],
    ['12.6', 13],
    ['1:2:3:4', undefined],
    ['', undefined],
    ['一会儿', undefined],
  ])('%j is %j seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it('takes the unit of the column for plain numbers', () => {
    expect(parseDuration('62.5', 'minutes')).toBe(3_750);
    expect(parseDuration('62分', 'hours')).toBe(3_720);
  });
});

describe('parseDateTime', () => {
  const shanghai = (iso: string) => Date.parse(`${iso}+08:00`);
  it.each([
    ['2026-03-05 08:01:02', '2026-03-05T08:01:02'],
    ['2026/3/5', '2026-03-05T00:00:00'],
    ['2026/3/5 8:01', '2026-03-05T08:01:00'],
    ['2026.03.05', '2026-03-05T00:00:00'],
    ['2026年3月5日', '2026-03-05T00:00:00'],
    ['2026年3月5日 8时1分2秒', '2026-03-05T08:01:02'],
    ['2026年03月05日 08:01', '2026-03-05T08:01:00'],
    ['2026/3/5 下午 8:01', '2026-03-05T20:01:00'],
    ['2026-03-05 08:01:02.125', '2026-03-05T08:01:02.125'],
    ['2026-03-05T08:01:02', '2026-03-05T08:01:02'],
    ['2026-03-05 24:00:00', '2026-03-06T00:00:00'],
    ['20260305', '2026-03-05T00:00:00'],
    ['20260305080102', '2026-03-05T08:01:02'],
    ['3/5/2026 8:01', '2026-03-05T08:01:00'],
    ['46086', '2026-03-05T00:00:00'],
    ['46086.334050925926', '2026-03-05T08:01:02'],
  ])('%j is %s in Shanghai', (text, iso) => expect(parseDateTime(text, 'Asia/Shanghai')).toBe(shanghai(iso)));

  it('believes an offset or Unix time that is written', () => {
    expect(parseDateTime('2026-03-05T08:01:02Z', 'Asia/Shanghai')).toBe(Date.UTC(2026, 2, 5, 8, 1, 2));
    expect(parseDateTime('2026-03-05 08:01:02 +0900', 'Asia/Shanghai')).toBe(Date.UTC(2026, 2, 4, 23, 1, 2));
    expect(parseDateTime('1772668862', 'Asia/Shanghai')).toBe(1_772_668_862_000);
    expect(parseDateTime('1772668862125', 'Asia/Shanghai')).toBe(1_772_668_862_125);
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-03-05 25:00',
    '昨天',
    '12',
    '2026-03-05 08:61',
    '13/45/2026',
    '2026-03-05 13:00 PM',
  ])('refuses %j', (text) => expect(parseDateTime(text, 'Asia/Shanghai')).toBeUndefined());

  it('reads every second back from each way it is written', () => {
    const second = fc.integer({ min: Date.UTC(2001, 0, 1) / 1000, max: Date.UTC(2039, 0, 1) / 1000 });
    fc.assert(
      fc.property(second, (seconds) => {
        const local = new Date(seconds * 1000 + 8 * 3_600_000).toISOString();
        const [date = '', time = ''] = local.slice(0, 19).split('T');
        const serial = (seconds * 1000 + 8 * 3_600_000) / 86_400_000 + 25_569;
        for (const text of [
          `${date} ${time}`,
          `${date.replaceAll('-', '/')} ${time}`,
          `${date}${time}`.replace(/[-:]/g, ''),
          serial.toFixed(10),
        ]) {
          expect(parseDateTime(text, 'Asia/Shanghai')).toBe(seconds * 1000);
        }
      }),
    );
  });

  it('reads dates alone', () => {
    expect(parseDate('1999/7/1')).toBe('1999-07-01');
    expect(parseDate('19990701')).toBe('1999-07-01');
    expect(parseDate('7月1日')).toBeUndefined();
  });

  it('takes the day first where the file does', () => {
    expect(parseDateTime('3/1/2026', 'UTC', 'day_first')).toBe(Date.UTC(2026, 0, 3));
    expect(parseDateTime('3/1/2026', 'UTC')).toBe(Date.UTC(2026, 2, 1));
    expect(parseDateTime('3/1/26 8:05 PM', 'UTC', 'day_first')).toBe(Date.UTC(2026, 0, 3, 20, 5));
    expect(parseDateTime('26/3/1', 'UTC', 'year_first')).toBe(Date.UTC(2026, 2, 1));
    expect(parseDate('3/1/85')).toBe('1985-03-01');
  });
});
