import type { Field } from '../columns.js';
import { WORDS_TR_RU_PL_TH_AR } from './words-tr-ru-pl-th-ar.js';
import { WORDS_ID_VI_NL } from './words-id-vi-nl.js';

/**
 * Heads in the languages of shop systems abroad, as they stand after `plainHead`: French, German, Spanish, Portuguese,
 * Italian, Japanese, Korean.
 */
const HEADS: Partial<Record<Field, RegExp>> = {
  order_number:
    /^(?:#|n|no|nr|num|numero|id)?(?:d[eou])?(?:lad?)?(?:commande|pedido|venta|venda|orden|ordine|bestell?ung|auftrag)$|^(?:bestell|auftrags|rechnungs)(?:nummer|nr)$|^(?:referencia|reference)(?:de)?(?:commande|pedido)$|^(?:注文|受注|オーダー)(?:番号|id|no)$|^주문번호$/,
  nick: /^(?:ニックネーム|닉네임|pseudo(?:nyme)?|benutzername|apodo|nomedeusuario)$/,
  user_id:
    /^(?:n|no|nr|num|numero|id|codigo|code)(?:d[ue]l?)?(?:client|cliente)$|^kund(?:en)?(?:nummer|nr|id)$|^(?:会員|顧客|お客様)(?:番号|id|コード)$|^(?:회원|고객)(?:번호|id|아이디)$/,
  phone:
    /^(?:numero)?(?:de)?(?:tele(?:phone|fono|fone)|portable|movil|celular|cellulare|handy(?:nummer)?|telefon(?:nummer)?|mobil(?:telefon|nummer))(?:d[eo].*)?$|^(?:注文者|購入者)?(?:電話|携帯)(?:番号)?\d?$|^(?:구매자|주문자)?(?:전화번호|휴대폰번호|연락처)$/,
  email:
    /^(?:correo(?:electronico)?|courriel|adresse(?:e?mail|electronique)|emailadresse|e?mailkunde|endereçodeemail|(?:注文者|購入者)?メール(?:アドレス)?|(?:구매자|주문자)?이메일)$|^e?mail(?:client|cliente|kunde|del?cliente)$/,
  status:
    /^(?:etat|statut|estado|situacao|stato|(?:bestell|auftrags|positions|artikel)status)(?:d[eo].*)?$|^(?:注文)?ステータス$|^(?:注文|受注)?状態$|^주문상태$/,
  payable:
    /^(?:montant|total|importe|valor|importo|gesamt)(?:total|ttc|betrag|summe|preis|final)?(?:de)?(?:la)?(?:commande|pedido|venta|ordine)?(?:ttc)?$|^(?:bestellsumme|rechnungsbetrag|summe|betrag)$|^(?:請求|注文|合計|支払|お支払い?)(?:合計)?(?:金額|額)$|^(?:결제액|결제금액|주문금액|총결제금액)$/,
  ordered_at:
    /^(?:date|fecha|data|datum|jour|dia)(?:et?heure)?(?:d[eou])?(?:la)?l?(?:commande|achat|pedido|venta|venda|compra|creation|creacion|criacao|ordine|acquisto)$|^(?:bestell|auftrags|kauf|rechnungs)(?:datum|zeit|zeitpunkt)$|^(?:fecha|data|datum)$|^(?:注文|受注|購入)(?:日時?|日付|時間)$|^(?:주문일시?|결제일시?|주문일자|주문날짜)$/,
  paid_at:
    /^date(?:de)?paiement$|^fechad[eo]pago$|^datad[eo]pagamento$|^(?:zahlungs|bezahl)datum$|^(?:入金|決済|支払)日時?$/,
  title:
    /^(?:designation|article|produits?|productos?|produtos?|prodotto|libelle(?:produit)?|nom(?:bre)?d[ue](?:l)?(?:produit|producto|articulo)|nomedoproduto|artikel(?:name|bezeichnung)?|produkt(?:name)?|titulodelapublicacion|商品名|製品名|(?:등록)?상품명)$/,
  quantity:
    /^(?:quantites?|qte|cantidad|quantidade|quantita|unidades|menge|anzahl|stuck(?:zahl)?|個数|数量|수량|구매수)$/,
  price:
    /^(?:prix|precio|preco|prezzo)(?:unit\w*)?(?:ttc)?(?:deventa.*)?$|^(?:einzel|stuck|artikel|verkaufs)?preis$|^(?:単価|価格|販売価格|販売単価|판매가|판매단가|단가|옵션판매가)$/,
  line_total: /^(?:soustotal|zwischensumme|positionssumme|商品合計金額|小計)$/,
  sku: /^(?:ref|referencias?|reference)(?:d[eu])?(?:article|produit|articulo|producto)?$|^artikel(?:nummer|nr)$|^(?:商品(?:管理)?番号|商品コード|업체상품코드|상품코드)$/,
  category: /^(?:categorie|categoria|kategorie|rubrique|カテゴリー?|ジャンル|카테고리)$/,
  refunded: /^(?:montant)?rembours\w*$|^(?:importe)?reembols\w*$|^(?:ruck)?erstatt\w*$|^返金額?$/,
  followed_at: /^(?:フォロー日時?|登録日時?)$/,
  birthday: /^(?:datedenaissance|fechadenacimiento|datadenascimento|geburtstag|geburtsdatum|生年月日|誕生日|생년월일)$/,
  source: /^(?:origen|origem|herkunft|quelle|流入元|유입경로)$/,
};

/** Whether a head of another language names the field. @param head after `plainHead` */
export function isForeignHead(field: Field, head: string): boolean {
  return (HEADS[field]?.test(head) ?? false) || (WORDS.get(head)?.has(field) ?? false);
}

/** A head without spaces and signs, in lower case. */
export function compactHead(head: string): string {
  return head.toLowerCase().replace(/[\s"'*_:：-]/g, '');
}

/** Letters without their accents, so that `Numéro` and `NUMERO` are one. */
export function plainHead(head: string): string {
  const plain = head
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
  return plain.replace(/[º°ª.·]/g, '').replace(/^#/, '');
}

/** The traditional characters of heads, each with its simplified one. */
const TRADITIONAL =
  '訂订單单編编號号買买賣卖實实際际額额應应價价總总數数時时間间創创開开發发貨货關关閉闭確确認认電电話话機机碼码郵邮會会員员級级積积點点來来暱昵稱称戶户類类別别寶宝標标題题規规項项備备註注觀观長长評评論论讚赞禮礼親亲運运費费優优狀状態态連连結结繫系絡络購购處处門门鋪铺場场贈赠餘余額额帳账歲岁銷销產产種种務务組组織织週周雙双記记錄录訊讯檢检視视負负責责顧顾體体驗验證证財财專专屬属導导';
const SIMPLE = new Map(Array.from(TRADITIONAL.matchAll(/(.)(.)/gu), ([, from = '', to = '']) => [from, to]));

/** A head as it is written on the mainland. */
export function simplified(head: string): string {
  return head.replace(/[\u4e00-\u9fff]/gu, (sign) => SIMPLE.get(sign) ?? sign);
}

/** Fields by head. */
const WORDS = new Map<string, Set<string>>();
for (const [field, words] of [WORDS_TR_RU_PL_TH_AR, WORDS_ID_VI_NL].flatMap(Object.entries<readonly string[]>)) {
  for (const word of words) {
    const head = plainHead(compactHead(word.normalize('NFKC')));
    WORDS.set(head, (WORDS.get(head) ?? new Set()).add(field));
  }
}
