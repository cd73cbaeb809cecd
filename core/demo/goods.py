"""What the demo shop sells."""

from typing import NamedTuple

import numpy as np


class Product(NamedTuple):
    """One thing on sale.

    Attributes:
        code: the shop's own product code.
        name: as printed on the order.
        price: yen including tax; the price without tax is a whole number too.
        tax: per cent.
        category: as the shop sorts its shelves.
        weight: how often it is the first thing in a basket, relative to the others.
        choice: a colour or size the buyer picks, blank for none.
    """

    code: str
    name: str
    price: int
    tax: int
    category: str
    weight: float
    choice: str = ""

    @property
    def untaxed(self) -> int:
        """The price without tax, yen."""
        return self.price * 100 // (100 + self.tax)


PRODUCTS = (
    Product("FL-101", "季節のミニブーケ", 3_300, 10, "花束", 14),
    Product("FL-102", "季節の花束 M", 4_950, 10, "花束", 13, "色:おまかせ"),
    Product("FL-103", "季節の花束 L", 7_700, 10, "花束", 6, "色:ピンク"),
    Product("FL-201", "お祝いアレンジメント", 11_000, 10, "ギフト", 3, "色:白"),
    Product("FL-202", "スタンド花", 22_000, 10, "ギフト", 0.6),
    Product("FL-301", "プリザーブドフラワー", 6_600, 10, "ギフト", 5, "色:赤"),
    Product("DR-101", "ドライフラワーリース", 5_500, 10, "ドライフラワー", 7, "サイズ:大"),
    Product("DR-102", "スワッグ～秋色～", 4_400, 10, "ドライフラワー", 7),
    Product("GR-101", "ミニ観葉植物", 2_750, 10, "鉢植え", 6),
    Product("GR-102", "胡蝶蘭 3本立", 33_000, 10, "鉢植え", 0.5),
    Product("GR-103", "ミディ胡蝶蘭", 13_200, 10, "鉢植え", 1.5),
    Product("GR-104", "オリーブの木", 8_800, 10, "鉢植え", 2.5),
    Product("ZK-101", "一輪挿し①ガラス", 2_420, 10, "花器", 5),
    Product("ZK-102", "花器 白磁", 4_840, 10, "花器", 6, "サイズ:中"),
    Product("ZK-103", "フラワーベース㈱花工房", 16_500, 10, "花器", 1),
    Product("ZK-201", "花ばさみ", 3_850, 10, "道具", 4),
    Product("ZK-202", 'じょうろ 6" ブリキ', 3_080, 10, "道具", 3),
    Product("ZK-301", "アロマキャンドル, ラベンダー", 2_970, 10, "暮らし", 5),
    Product("ZK-302", "リネンエプロン", 6_050, 10, "暮らし", 3, "色:生成り"),
    Product("ZK-303", "花柄ハンカチ", 1_650, 10, "暮らし", 4, "色:青"),
    Product("FD-101", "ハーブティー", 1_620, 8, "食品", 4),
    Product("FD-102", "花の蜂蜜", 2_160, 8, "食品", 3),
    Product("FD-103", "食べられる花のクッキー", 1_296, 8, "食品", 3),
    Product("SB-001", "季節の花の定期便", 4_400, 10, "定期便", 0),
    Product("GF-001", "花の種プレゼント", 0, 10, "プレゼント", 0),
)

ON_SHELF = 23
"""The first so many are drawn for baskets. A prime, so that steps through them never repeat."""
SUBSCRIPTION = 23
SAMPLE = 24
WRAPPING = 330
"""Gift wrapping per order, yen including tax."""

PRICE = np.array([product.price for product in PRODUCTS], dtype=np.int64)
UNTAXED = np.array([product.untaxed for product in PRODUCTS], dtype=np.int64)
TAX = np.array([product.tax for product in PRODUCTS], dtype=np.int64)
HAS_CHOICE = np.array([bool(product.choice) for product in PRODUCTS])
