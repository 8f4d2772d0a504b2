import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { detectEncoding } from '../csv/detect-encoding.js';
import { parseOrderStatus } from '../rows/order-status.js';
import { parseDateTime } from '../values/date-time.js';
import { checkLayout, type Layout } from './check-layout.js';

/** Exports of shops in Turkey, Russia, Poland, Thailand and of Arabic ones: their heads, and their encodings. */
const texts: Record<string, { text: string; encoding: string; fields: string }> = {
  turkish: {
    encoding: 'windows-1254',
    text: `Sipariş Numarası;Sipariş Tarihi;Müşteri No;Müşteri Adı;E-Posta;Cep Telefonu;Sipariş Durumu;Ürün Adı;Stok Kodu;Adet;Birim Fiyat;Toplam Tutar
4512345;05.03.2026 20:10;M17;Ayşe Yıldız;ayse@ornek.com;+905321234567;Teslim Edildi;Yüz Maskesi;MM-10;2;129,50;259,00
4512346;15.03.2026 20:12;M18;Oğuz Şahin;oguz@ornek.com;+905321234568;İptal Edildi;Işıltılı Ruj;RJ-1;1;1.299,90;1.299,90
`,
    fields: 'order_number ordered_at user_id - email phone status title sku quantity price payable',
  },
  russian: {
    encoding: 'windows-1251',
    text: `Номер заказа;Дата заказа;ID клиента;Имя;Электронная почта;Номер телефона;Статус заказа;Наименование товара;Артикул;Кол-во;Цена за единицу;Сумма заказа
1001;05.03.2026 20:10;17;Анна Петрова;anna@primer.ru;+79161234567;Доставлен;Маска для лица;ММ-10;2;129,50;259,00
1002;15.03.2026 20:12;18;Пётр Щукин;petr@primer.ru;+79161234568;Отменён;Губная помада;ГП-1;1;1 299,90;1 299,90
`,
    fields: 'order_number ordered_at user_id - email phone status title sku quantity price payable',
  },
  polish: {
    encoding: 'windows-1250',
    text: `Numer zamówienia;Data zamówienia;Numer klienta;Imię i nazwisko;Adres e-mail;Telefon;Status zamówienia;Nazwa produktu;Kod produktu;Ilość;Cena jednostkowa;Do zapłaty
Z-1001;05.03.2026 20:10;17;Małgorzata Wójcik;gosia@przyklad.pl;+48601234567;Dostarczone;Maseczka nawilżająca;MM-10;2;129,50;259,00
Z-1002;15.03.2026 20:12;18;Paweł Dąbrowski;pawel@przyklad.pl;+48601234568;Wysłane;Źródło młodości - krem;KR-1;1;1 299,90;1 299,90
`,
    fields: 'order_number ordered_at user_id - email phone status title sku quantity price payable',
  },
  thai: {
    encoding: 'windows-874',
    text: `หมายเลขคำสั่งซื้อ,สถานะการสั่งซื้อ,ชื่อผู้ใช้ (ผู้ซื้อ),วันที่ทำการสั่งซื้อ,เวลาการชำระสินค้า,ชื่อสินค้า,ราคาขาย,จำนวน,ราคาขายสุทธิ,จำนวนเงินทั้งหมด,ชื่อผู้รับ,หมายเลขโทรศัพท์,ที่อยู่ในการจัดส่ง
2603050ABC,สำเร็จแล้ว,somchai99,2026-03-05 20:10,2026-03-05 20:11,หน้ากากบำรุงผิว,129.50,2,259.00,259.00,สมชาย ใจดี,66812345678,กรุงเทพมหานคร
2603050ABD,ยกเลิกแล้ว,malee01,2026-03-05 20:12,,ลิปสติกสีแดง,99.00,1,99.00,99.00,มาลี สุขใจ,66812345679,เชียงใหม่
`,
    fields:
      'order_number status nick ordered_at paid_at title price quantity line_total payable receiver phone address',
  },
  arabic: {
    encoding: 'windows-1256',
    text: `رقم الطلب,تاريخ الطلب,رقم العميل,اسم العميل,البريد الإلكتروني,رقم الجوال,حالة الطلب,اسم المنتج,الكمية,السعر,المبلغ الإجمالي
1001,2026-03-05 20:10,17,فاطمة الزهراء,fatima@mithal.sa,966501234567,تم التوصيل,قناع للوجه,2,129.50,259.00
1002,2026-03-05 20:12,18,محمد العتيبي,mohammed@mithal.sa,966501234568,ملغي,أحمر شفاه,1,99.00,99.00
`,
    fields: 'order_number ordered_at user_id - email phone status title quantity price payable',
  },
};

const layouts = Object.entries(texts).flatMap(([name, { text, encoding, fields }]) => {
  const layout = { kind: 'orders', fields, accepted: 2 } as const;
  const files: [string, Layout][] = [
    [`${name} in UTF-8.csv`, { ...layout, text }],
    [`${name} in ${encoding}.csv`, { ...layout, text: iconv.encode(text, encoding) }],
  ];
  return files;
});

it.each(layouts)('%s', checkLayout);

it.each(Object.entries(texts))('%s is known by its bytes', (_, { text, encoding }) => {
  expect(detectEncoding(iconv.encode(text, encoding))).toBe(encoding);
});

it.each([
  ['Numéro;Créé le;Prénom\nC-1;05/03/2026;Zoé Lefèvre, à côté\n', 'windows-1252'],
  ['Numer;Größe;Straße\n1;Käse;Müllerstraße; 25 m² für Jürgen Öz\n', 'windows-1252'],
  ['Nafn;Símanúmer\nGuðrún Þórðardóttir;5551234\nÁsdís Jónsdóttir;5551235\n', 'windows-1252'],
])('what Western Europe writes stays there: %j', (text, encoding) => {
  expect(detectEncoding(iconv.encode(text, encoding))).toBe(encoding);
});

it.each([
  ['Teslim Edildi', 'done'],
  ['Kargoya Verildi', 'shipped'],
  ['İPTAL EDİLDİ', 'closed'],
  ['İade Edildi', 'closed'],
  ['Ödeme Bekliyor', 'created'],
  ['Hazırlanıyor', 'paid'],
  ['Доставлен', 'done'],
  ['Завершён', 'done'],
  ['Отправлен', 'shipped'],
  ['Отменён', 'closed'],
  ['Не оплачен', 'created'],
  ['Ожидает оплаты', 'created'],
  ['Ожидает отгрузки', 'paid'],
  ['Оплачен', 'paid'],
  ['Zrealizowane', 'done'],
  ['Wysłane', 'shipped'],
  ['Nieopłacone', 'created'],
  ['Anulowane', 'closed'],
  ['จัดส่งสำเร็จ', 'done'],
  ['จัดส่งแล้ว', 'shipped'],
  ['รอชำระเงิน', 'created'],
  ['ที่ต้องจัดส่ง', 'paid'],
  ['تم الشحن', 'shipped'],
  ['مكتمل', 'done'],
  ['غير مدفوع', 'created'],
  ['مدفوع', 'paid'],
])('%j is %s', (text, status) => expect(parseOrderStatus(text)).toBe(status));

it.each(['5 марта 2026', '5 Mart 2026', '5 marca 2026', '05.03.2026'])('%j is the fifth of March', (text) => {
  expect(parseDateTime(text, 'Asia/Shanghai', 'day_first')).toBe(Date.parse('2026-03-05T00:00:00+08:00'));
});
