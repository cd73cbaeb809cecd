"""What shops call their columns, in Japanese and English, the surest name first."""

import re

REQUIRED = ("order_no", "ordered_at", "total")
"""Without these an unknown file cannot become orders; the owner may say that one is missing."""

NAMES: dict[str, tuple[str, ...]] = {
    "order_no": (
        "注文番号", "ご注文番号", "オーダー番号", "受注番号", "注文id", "受注id", "オーダーid",
        "注文no", "注文no.", "受注no", "受注コード", "注文コード", "売上id", "売上番号",
        "取引id", "取引番号", "伝票番号", "レシート番号", "order number", "order no",
        "order no.", "order id", "order #", "orderid", "ordernumber", "orderno", "order",
        "invoice number", "invoice no", "invoiceno", "invoice", "sale id", "transaction id",
        "transaction number", "receipt number", "receipt no",
    ),
    "ordered_at": (
        "注文日時", "ご注文日時", "オーダー日時", "受注日時", "購入日時", "取引日時", "売上日時",
        "注文日", "ご注文日", "オーダー日", "受注日", "購入日", "ご購入日", "取引日", "売上日",
        "販売日", "伝票日付", "日時", "日付", "年月日", "order datetime", "order date and time",
        "ordered at", "order date", "orderdate", "date ordered", "purchase date", "purchased at",
        "date of purchase", "order time", "created at", "invoice date", "invoicedate",
        "transaction date", "sale date", "sales date", "datetime", "date", "timestamp",
    ),
    "ordered_time": (
        "注文時間", "注文時刻", "購入時間", "時刻", "時間", "order time", "time",
    ),
    "total": (
        "合計金額", "注文合計", "注文合計金額", "注文金額", "ご注文金額", "総合計", "総合計金額",
        "合計", "請求金額", "ご請求金額", "請求合計", "お支払い合計",
        "お支払合計", "支払い合計", "支払合計", "支払金額", "お支払い金額", "お支払金額",
        "購入金額", "受注金額", "売上金額", "総額", "売上", "金額", "order total", "grand total",
        "total", "total price", "total amount", "order amount", "order value", "total paid",
        "amount paid", "total sales", "net total", "revenue", "sales", "amount",
    ),
    "email": (
        "メールアドレス", "購入者メールアドレス", "お客様メールアドレス",
        "eメール", "eメールアドレス", "メール", "email", "e mail", "email address",
        "customer email", "buyer email", "mail address", "mail",
    ),
    "member": (
        "会員id", "会員番号", "会員コード", "会員no", "顧客id", "顧客番号", "顧客コード",
        "お客様番号", "お客様id", "購入者id", "注文者id", "ユーザーid", "customer id",
        "customerid", "customer number", "customer no", "customer no.", "customer code",
        "client id", "user id", "userid", "member id", "buyer id", "account id", "customer",
    ),
    "name": (
        "氏名", "お名前", "名前", "購入者氏名", "購入者名", "注文者氏名", "注文者名", "顧客名",
        "お客様名", "購入者", "注文者", "customer name", "buyer name", "full name", "name",
    ),
    "family_name": (
        "氏", "姓", "名字", "苗字", "購入者姓", "注文者姓", "last name", "family name",
    ),
    "given_name": (
        "名", "購入者名前", "注文者名前", "first name", "given name",
    ),
    "kana": (
        "フリガナ", "ふりがな", "カナ", "氏名カナ", "氏名(カナ)", "お名前(カナ)", "カナ氏名",
    ),
    "phone": (
        "電話番号", "購入者電話番号", "注文者電話番号", "電話", "tel", "携帯電話番号", "phone",
        "phone number", "telephone", "customer phone",
    ),
    "postal_code": (
        "郵便番号", "購入者郵便番号", "注文者郵便番号", "〒", "zip", "zip code", "postal code",
        "postcode",
    ),
    "prefecture": (
        "都道府県", "購入者都道府県", "注文者都道府県", "state", "province", "region",
    ),
    "city": (
        "市区町村", "city", "town",
    ),
    "address": (
        "住所", "購入者住所", "注文者住所", "住所1", "address", "address 1", "street",
    ),
    "product": (
        "商品名", "アイテム名", "品名", "購入商品", "商品", "作品名", "メニュー名",
        "product name", "item name", "product", "item", "description", "product title", "title",
    ),
    "product_code": (
        "商品コード", "商品番号", "品番", "型番", "アイテムコード", "商品id", "sku", "jan",
        "product code", "item code", "stockcode", "stock code", "product id", "item id",
    ),
    "category": (
        "カテゴリ", "カテゴリー", "商品カテゴリ", "部門名", "category",
    ),
    "quantity": (
        "数量", "個数", "点数", "購入数", "購入数量", "注文数", "quantity", "qty", "pieces",
    ),
    "unit_price": (
        "単価", "商品単価", "販売単価", "販売価格", "商品価格", "価格", "unit price",
        "unitprice", "item price", "price",
    ),
    "line_total": (
        "小計", "商品小計", "明細金額", "商品合計", "line total", "item total", "subtotal",
    ),
    "shipping": (
        "送料", "送料合計", "配送料", "shipping", "shipping fee", "shipping cost", "postage",
        "delivery fee",
    ),
    "fees": (
        "手数料", "決済手数料", "代引手数料", "代引き手数料", "fee", "fees", "handling fee",
    ),
    "coupon_own": (
        "値引き", "値引", "値引額", "割引", "割引額", "割引金額", "クーポン", "クーポン利用額",
        "クーポン割引", "クーポン値引き", "discount", "discount amount", "coupon discount",
        "coupon amount",
    ),
    "points_own": (
        "使用ポイント", "利用ポイント", "ポイント利用", "ポイント利用額", "ポイント使用",
        "points used", "redeemed points",
    ),
    "refund": (
        "返金額", "返金", "返金金額", "refund", "refund amount", "refunded amount",
    ),
    "status": (
        "注文ステータス", "受注ステータス", "注文状況", "注文状態", "対応状況", "処理状況",
        "ステータス", "状態", "order status", "status", "state of order", "financial status",
    ),
    "void_on": (
        "キャンセル日時", "キャンセル日", "取消日", "cancelled at", "canceled at", "cancel date",
    ),
    "shipped_at": (
        "発送日時", "発送日", "出荷日", "shipped at", "ship date", "date shipped",
    ),
    "channel": (
        "販売チャネル", "購入元", "店舗名", "店舗", "チャネル", "channel", "sales channel",
        "source", "store",
    ),
    "currency": (
        "通貨", "通貨コード", "currency", "currency code",
    ),
    "consent_email": (
        "メルマガ", "メルマガ購読", "メルマガ許可", "メールマガジン", "accepts marketing",
        "newsletter", "marketing consent",
    ),
}  # fmt: skip
"""Logical field -> normalised headings."""

PATTERNS: dict[str, re.Pattern[str]] = {
    "order_no": re.compile(
        r"^(ご?注文|受注|オーダー|取引|伝票|売上).*(番号|id|no\.?|コード)$"
        r"|^(order|invoice|transaction).*(number|no\.?|id|#)$"
    ),
    "ordered_at": re.compile(
        r"^(ご?注文|受注|オーダー|ご?購入|取引|売上).*(日時?|日付)$|^(order|purchase).*(date|at)$"
    ),
    "total": re.compile(
        r"^(ご?注文|受注|ご?請求|お?支払い?|総).*(合計|金額|総額)|^(order|grand).*(total|amount)"
    ),
    "email": re.compile(r"メール(アドレス)?$|e ?mail"),
    "member": re.compile(
        r"^(会員|顧客|お客様|購入者|注文者).*(id|番号|コード|no\.?)$|^customer.*(id|no|number)$"
    ),
    "phone": re.compile(r"電話番号|^tel\b"),
    "product": re.compile(r"(商品|アイテム)名"),
}  # fmt: skip
"""Looser forms, tried when no name above fits."""

RECEIVER = re.compile(
    r"配送|届け?先|お届け|送付|送り先|受取|\bship(ping)?\b|\brecipient\b|\bdelivery\b"
)
"""Columns about the receiver: never the customer."""

ABOUT_CUSTOMER = frozenset(
    ("email", "member", "name", "family_name", "given_name", "kana", "phone", "postal_code",
     "prefecture", "city", "address")
)  # fmt: skip

PER_ORDER = re.compile(r"注文|受注|請求|支払|総|order|grand|paid")
"""Headings of a total that speak of the whole order."""

CANCELLED = (
    "キャンセル", "キャンセル済", "キャンセル済み", "注文キャンセル", "取消", "取消し",
    "取り消し", "取消済", "取消済み", "無効", "cancelled", "canceled", "cancel", "voided",
    "void",
)  # fmt: skip
RETURNED = ("返品", "返品済", "返品済み", "returned", "return")
REFUNDED = (
    "返金",
    "返金済",
    "返金済み",
    "全額返金",
    "全額返金済",
    "全額返金済み",
    "refunded",
    "refund",
)
