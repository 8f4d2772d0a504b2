/** Words from which names, nicks and addresses are put together. Every person made of them is invented. */
export const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧'] as [string, ...string[]];
export const GIVEN = [
  '晓岚', '雨桐', '思远', '佳怡', '子涵', '梦洁', '文博', '欣悦', '静怡', '俊杰', '一诺', '若溪', '婉清', '明轩', '诗涵', '雪晴',
  '浩然', '可心', '语嫣', '安琪', '敏', '倩', '磊', '婷', '芳', '洁', '丹', '宁', '萌', '琳',
] as [string, ...string[]]; // prettier-ignore

export const NICK_FRONT = [
  '爱吃糖的', '不想上班的', '会飞的', '躲雨的', '早起的', '晒太阳的', '追剧的', '慢半拍的', '软软的', '爱笑的', '住在海边的', '种花的',
  '喝奶茶的', '奔跑的', '迷路的', '攒钱的', '贪睡的', '偷偷变美的', '认真的', '圆滚滚的', 'Sunny', 'Lucky', 'Miss', 'Cherry', 'Momo', 'Coco',
] as const; // prettier-ignore
export const NICK_BACK = [
  '小鹿', '橘猫', '布丁', '鲸鱼', '云朵', '松鼠', '柚子', '芝士', '小熊', '栗子', '海盐', '椰子', '草莓', '团子', '奶盖', '兔子', '荔枝',
  '月亮', '星星', '可可', '泡芙', '葡萄', '企鹅', '花花', '糯米', '蜜桃', '青柠', '乌龙', '麻薯', '南瓜',
] as const; // prettier-ignore
export const EMOJI = ['🌸', '✨', '🍓', '🐳', '🌙', '❤️', '🧋', '🐱'] as [string, ...string[]];

export const CITIES = [
  ['浙江省', '杭州市', '余杭区'], ['广东省', '广州市', '天河区'], ['江苏省', '苏州市', '吴中区'], ['四川省', '成都市', '武侯区'],
  ['湖北省', '武汉市', '洪山区'], ['山东省', '青岛市', '市南区'], ['福建省', '厦门市', '思明区'], ['陕西省', '西安市', '雁塔区'],
] as [string[], ...string[][]]; // prettier-ignore
export const STREETS = ['鱼塘路', '星河街', '云杉大道', '海棠巷', '竹影路', '风铃街'] as [string, ...string[]];

export const SOURCES = ['直播间', '短视频', '店铺首页', '搜索', '活动页'] as [string, ...string[]];
export const UNPAID_REASONS = ['买家未付款', '拍错了', '不想买了', '信息填写错误，重新拍'] as [string, ...string[]];
export const REFUND_REASONS = ['退款', '七天无理由退货', '质量问题退款'] as [string, ...string[]];
/** Two of them are formulas to a spreadsheet. */
export const REMARKS = [
  '麻烦发顺丰', '送人的，请不要放小票', '=HYPERLINK("http://shop.example","点我")', '+1 盒小样谢谢', '请工作日送货\n放门口就好', '老粉了,求多送点\n"小样"',
] as [string, ...string[]]; // prettier-ignore
