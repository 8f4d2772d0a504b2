import type { Field } from '../columns.js';

/** Heads in Indonesian, Vietnamese and Dutch, as people write them. */
export const WORDS_ID_VI_NL: Partial<Record<Field, readonly string[]>> = {
  order_number: [
    ...['no pesanan', 'no. pesanan', 'nomor pesanan', 'id pesanan', 'nomor invoice', 'no invoice', 'nomor order'],
    ...['mã đơn hàng', 'số đơn hàng', 'mã đơn', 'mã hóa đơn', 'số hóa đơn'],
    ...['bestelnummer', 'ordernummer', 'factuurnummer', 'bestelnr', 'ordernr'],
  ],
  nick: ['nama pengguna', 'username pembeli', 'người mua', 'tên đăng nhập', 'tên người dùng', 'gebruikersnaam'],
  user_id: [
    ...['id pelanggan', 'kode pelanggan', 'id pembeli', 'id member'],
    ...['mã khách hàng', 'mã kh', 'id khách hàng', 'klantnummer', 'klant id', 'klantnr'],
  ],
  phone: [
    ...['no telepon', 'no. telepon', 'nomor telepon', 'no hp', 'no. hp', 'nomor hp', 'no telp pembeli', 'no wa'],
    ...['số điện thoại', 'sđt', 'điện thoại', 'telefoonnummer', 'mobiel nummer', 'telefoon'],
  ],
  email: ['alamat email', 'địa chỉ email', 'e-mailadres', 'e-mail adres'],
  status: [
    ...[
      'status pesanan',
      'status terakhir',
      'status order',
      'trạng thái',
      'trạng thái đơn hàng',
      'tình trạng đơn hàng',
    ],
    ...['bestelstatus'],
  ],
  payable: [
    ...['total pembayaran', 'total penjualan', 'total belanja', 'total pesanan', 'jumlah total', 'total bayar'],
    ...['tổng giá trị đơn hàng', 'tổng tiền', 'tổng cộng', 'tổng thanh toán', 'tổng số tiền'],
    ...['totaalbedrag', 'totaal', 'bedrag', 'orderbedrag', 'bestelbedrag'],
  ],
  paid: ['jumlah dibayar', 'đã thanh toán', 'số tiền đã thanh toán', 'betaald bedrag'],
  refunded: ['jumlah pengembalian', 'jumlah refund', 'số tiền hoàn', 'tiền hoàn', 'terugbetaald bedrag'],
  ordered_at: [
    ...[
      'waktu pesanan dibuat',
      'tanggal pesanan',
      'tanggal pemesanan',
      'tanggal order',
      'tanggal transaksi',
      'tanggal',
    ],
    ...['ngày đặt hàng', 'thời gian đặt hàng', 'ngày tạo đơn', 'ngày mua', 'ngày tạo', 'ngày'],
    ...['besteldatum', 'orderdatum', 'aankoopdatum', 'factuurdatum'],
  ],
  paid_at: [
    ...['waktu pembayaran dilakukan', 'tanggal pembayaran', 'waktu pembayaran'],
    ...['thời gian đơn hàng được thanh toán', 'ngày thanh toán', 'thời gian thanh toán', 'betaaldatum'],
  ],
  shipped_at: ['tanggal pengiriman', 'thời gian giao hàng', 'ngày gửi hàng', 'verzenddatum'],
  done_at: ['waktu pesanan selesai', 'tanggal pesanan selesai', 'thời gian hoàn thành đơn hàng', 'ngày hoàn thành'],
  title: ['nama produk', 'nama barang', 'tên sản phẩm', 'sản phẩm', 'tên hàng', 'titel', 'productnaam', 'artikelnaam'],
  quantity: ['jumlah', 'jumlah produk dibeli', 'kuantitas', 'số lượng', 'sl', 'aantal'],
  price: [
    ...['harga setelah diskon', 'harga jual', 'harga satuan', 'harga'],
    ...['giá ưu đãi', 'giá bán', 'đơn giá', 'giá', 'prijs', 'stukprijs', 'prijs per stuk'],
  ],
  line_total: ['total harga produk', 'tổng giá bán', 'thành tiền', 'subtotaal', 'regelbedrag'],
  sku: [
    'nomor sku',
    'nomor referensi sku',
    'kode produk',
    'sku sản phẩm',
    'sku phân loại hàng',
    'mã sản phẩm',
    'mã hàng',
  ],
  category: ['kategori produk', 'danh mục', 'ngành hàng', 'loại sản phẩm', 'categorie'],
  receiver: ['nama penerima', 'tên người nhận', 'người nhận', 'ontvanger'],
  address: ['alamat pengiriman', 'alamat', 'địa chỉ', 'địa chỉ nhận hàng', 'địa chỉ giao hàng', 'adres', 'bezorgadres'],
  birthday: ['tanggal lahir', 'ngày sinh', 'geboortedatum'],
  points: ['poin', 'điểm', 'điểm tích lũy', 'punten'],
  source: ['sumber', 'nguồn', 'bron'],
};
