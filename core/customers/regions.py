"""Where customers live: the 47 prefectures of Japan under one name, however files write them."""

import re
from unicodedata import normalize

ROMAJI = {
    "北海道": "Hokkaido", "青森県": "Aomori", "岩手県": "Iwate", "宮城県": "Miyagi",
    "秋田県": "Akita", "山形県": "Yamagata", "福島県": "Fukushima", "茨城県": "Ibaraki",
    "栃木県": "Tochigi", "群馬県": "Gunma", "埼玉県": "Saitama", "千葉県": "Chiba",
    "東京都": "Tokyo", "神奈川県": "Kanagawa", "新潟県": "Niigata", "富山県": "Toyama",
    "石川県": "Ishikawa", "福井県": "Fukui", "山梨県": "Yamanashi", "長野県": "Nagano",
    "岐阜県": "Gifu", "静岡県": "Shizuoka", "愛知県": "Aichi", "三重県": "Mie",
    "滋賀県": "Shiga", "京都府": "Kyoto", "大阪府": "Osaka", "兵庫県": "Hyogo",
    "奈良県": "Nara", "和歌山県": "Wakayama", "鳥取県": "Tottori", "島根県": "Shimane",
    "岡山県": "Okayama", "広島県": "Hiroshima", "山口県": "Yamaguchi", "徳島県": "Tokushima",
    "香川県": "Kagawa", "愛媛県": "Ehime", "高知県": "Kochi", "福岡県": "Fukuoka",
    "佐賀県": "Saga", "長崎県": "Nagasaki", "熊本県": "Kumamoto", "大分県": "Oita",
    "宮崎県": "Miyazaki", "鹿児島県": "Kagoshima", "沖縄県": "Okinawa",
}  # fmt: skip
"""The prefectures in the order of their numbers, which is that of ISO 3166-2 and JIS X 0401."""


def _spellings() -> dict[str, str]:
    """How a prefecture may be written, without what `_bare` takes off."""
    found: dict[str, str] = {}
    for number, (name, romaji) in enumerate(ROMAJI.items(), 1):
        short = name if name == "北海道" else name[:-1]
        found |= dict.fromkeys((name, short, romaji.lower(), str(number)), name)
    return found


SPELLINGS = _spellings()
_MARKS = re.compile(r"[\u0300-\u036f]")
_KIND = re.compile(r"[\s-]+(?:to|fu|ken|prefecture|metropolis)$")
_NUMBER = re.compile(r"^(?:jp[\s-]?)?0?(\d{1,2})$")


def region(said: str) -> str:
    """The one name of a region, however it is written.

    Args:
        said: kanji with or without 都道府県, romaji, or the number of a prefecture as ISO 3166-2
            (JP-13) and shop systems (JP13, 13) write it.

    Returns:
        The Japanese name of a prefecture in full; anything else as it is written.
    """
    return SPELLINGS.get(_bare(said), said.strip())


def _bare(said: str) -> str:
    """Without width, case, long vowels, and the words for a prefecture and for the country."""
    plain = _MARKS.sub("", normalize("NFKD", said)).strip().casefold()
    return _NUMBER.sub(r"\1", _KIND.sub("", plain))
