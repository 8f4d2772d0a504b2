/** What the shop sells. */
export interface Product {
  title: string;
  /** Fen. */
  price: number;
  category: string;
  sku: string;
  variants: [string, ...string[]];
}

const shades: [string, ...string[]] = ['颜色分类:豆沙色', '颜色分类:枫叶红', '颜色分类:奶茶色'];
const sizes: [string, ...string[]] = ['净含量:30ml', '净含量:50ml', '净含量:100ml'];
const packs: [string, ...string[]] = ['规格:单盒装', '规格:三盒装'];

function product(title: string, yuan: number, category: string, sku: string, variants: [string, ...string[]]): Product {
  return { title, price: Math.round(yuan * 100), category, sku, variants };
}

export const PRODUCTS: readonly [Product, ...Product[]] = [
  product('丝绒哑光口红', 89, '彩妆', 'XY-KH-01', shades),
  product('水光唇釉', 69.9, '彩妆', 'XY-CY-02', shades),
  product('持妆气垫粉底', 159, '彩妆', 'XY-QD-03', ['颜色分类:自然色', '颜色分类:象牙白']),
  product('九色眼影盘', 129, '彩妆', 'XY-YY-04', ['颜色分类:大地色', '颜色分类:桃花色']),
  product('海藻补水面膜 10片', 79, '护肤', 'XY-MM-05', packs),
  product('烟酰胺精华液', 199, '护肤', 'XY-JH-06', sizes),
  product('玻尿酸爽肤水', 119, '护肤', 'XY-SF-07', sizes),
  product('紧致抗皱面霜', 1_299, '护肤', 'XY-MS-08', sizes),
  product('氨基酸洁面乳', 59, '护肤', 'XY-JM-09', sizes),
  product('清爽防晒霜 SPF50+', 109, '护肤', 'XY-FS-10', sizes),
  product('香氛沐浴露', 49.9, '个护', 'XY-MY-11', sizes),
  product('护发精油', 88, '个护', 'XY-HF-12', sizes),
  product('电动洁面仪', 399, '个护', 'XY-JY-13', ['颜色分类:樱花粉', '颜色分类:海盐蓝']),
  product('宝宝润肤露', 68, '母婴', 'XY-BB-14', sizes),
  product('婴儿棉柔巾 6包', 39.9, '母婴', 'XY-MR-15', packs),
  product('每日坚果礼盒', 99, '零食', 'XY-JG-16', packs),
];
