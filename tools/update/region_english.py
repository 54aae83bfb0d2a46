"""English names of divisions (区划英文名): pinyin, the usual spelling of other languages' names, and the
kind.

An aid for readers of the English pages, made by rule; not the official romanisation of every county.
"""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin, load_single_dict

# How these characters are usually read in the names of places.
READINGS = {
    "长": "cháng",
    "都": "dū",
    "朝": "cháo",
    "柏": "bǎi",
    "曲": "qū",
    "乐": "lè",
    "会": "huì",
    "宿": "sù",
}
load_single_dict({ord(sign): sound for sign, sound in READINGS.items()})

WHOLE = {
    "内蒙古自治区": "Inner Mongolia Autonomous Region",
    "广西壮族自治区": "Guangxi Zhuang Autonomous Region",
    "西藏自治区": "Xizang Autonomous Region",
    "宁夏回族自治区": "Ningxia Hui Autonomous Region",
    "新疆维吾尔自治区": "Xinjiang Uygur Autonomous Region",
    "香港特别行政区": "Hong Kong Special Administrative Region",
    "澳门特别行政区": "Macao Special Administrative Region",
    "陕西省": "Shaanxi Province",
    "市辖区": "municipal districts",
    "县": "counties",
    "省直辖县级行政区划": "county-level divisions under the province",
    "自治区直辖县级行政区划": "county-level divisions under the autonomous region",
}
STEMS = {
    "呼和浩特": "Hohhot",
    "乌鲁木齐": "Urumqi",
    "哈尔滨": "Harbin",
    "拉萨": "Lhasa",
    "鄂尔多斯": "Ordos",
    "呼伦贝尔": "Hulunbuir",
    "巴彦淖尔": "Bayannur",
    "乌兰察布": "Ulanqab",
    "锡林郭勒": "Xilingol",
    "阿拉善": "Alxa",
    "克拉玛依": "Karamay",
    "吐鲁番": "Turpan",
    "喀什": "Kashgar",
    "日喀则": "Xigaze",
    "林芝": "Nyingchi",
    "昌都": "Qamdo",
    "那曲": "Nagqu",
    "阿里": "Ngari",
    "山南": "Shannan",
    "齐齐哈尔": "Qiqihar",
    "六安": "Lu'an",
    "厦门": "Xiamen",
    "蚌埠": "Bengbu",
    "重庆": "Chongqing",
    "台州": "Taizhou",
    "丽水": "Lishui",
    "长治": "Changzhi",
    "六合": "Luhe",
    "番禺": "Panyu",
    "东莞": "Dongguan",
    "浚": "Xun",
    "中牟": "Zhongmu",
    "莘": "Shen",
    "长子": "Zhangzi",
    "朝阳": "Chaoyang",
    "曾都": "Zengdu",
    "单": "Shan",
    "蔚": "Yu",
    "涡阳": "Guoyang",
    "洪洞": "Hongtong",
    "繁峙": "Fanshi",
    "大城": "Daicheng",
    "乐陵": "Laoling",
    "荥经": "Yingjing",
    "郫都": "Pidu",
    "盐都": "Yandu",
    "阿克苏": "Aksu",
    "和田": "Hotan",
    "伊犁": "Ili",
    "巴音郭楞": "Bayingolin",
    "博尔塔拉": "Bortala",
    "克孜勒苏": "Kizilsu",
    "石河子": "Shihezi",
}
PEOPLES = {
    "蒙古": "Mongol",
    "回": "Hui",
    "藏": "Tibetan",
    "维吾尔": "Uygur",
    "苗": "Miao",
    "彝": "Yi",
    "壮": "Zhuang",
    "布依": "Bouyei",
    "朝鲜": "Korean",
    "满": "Manchu",
    "侗": "Dong",
    "瑶": "Yao",
    "白": "Bai",
    "土家": "Tujia",
    "哈尼": "Hani",
    "哈萨克": "Kazakh",
    "傣": "Dai",
    "黎": "Li",
    "傈僳": "Lisu",
    "佤": "Va",
    "畲": "She",
    "拉祜": "Lahu",
    "水": "Shui",
    "东乡": "Dongxiang",
    "纳西": "Naxi",
    "景颇": "Jingpo",
    "柯尔克孜": "Kirgiz",
    "土": "Tu",
    "达斡尔": "Daur",
    "仫佬": "Mulao",
    "羌": "Qiang",
    "布朗": "Blang",
    "撒拉": "Salar",
    "毛南": "Maonan",
    "仡佬": "Gelao",
    "锡伯": "Xibe",
    "普米": "Pumi",
    "塔吉克": "Tajik",
    "怒": "Nu",
    "鄂温克": "Evenki",
    "保安": "Bonan",
    "裕固": "Yugur",
    "独龙": "Derung",
    "鄂伦春": "Oroqen",
    "各": "Multi-ethnic",
}
KINDS = {
    "自治州": "Autonomous Prefecture",
    "自治县": "Autonomous County",
    "自治旗": "Autonomous Banner",
    "矿区": "Mining District",
    "林区": "Forestry District",
    "特区": "Special District",
    "地区": "Prefecture",
    "省": "Province",
    "市": "City",
    "区": "District",
    "县": "County",
    "旗": "Banner",
    "盟": "League",
}
# A people named by one character needs its 族, or 长白朝鲜族 would be the Bai and the Koreans of 长.
_NAMED = "|".join(f"{p}族?" if len(p) > 1 else f"{p}族" for p in sorted(PEOPLES, key=len, reverse=True))
_PEOPLES_AT_END = re.compile(f"(?:{_NAMED})+$")
_PEOPLE = re.compile(_NAMED)


def english(name: str) -> str:
    """This will spell a division's name in English."""
    if name in WHOLE:
        return WHOLE[name]
    kind = next((kind for kind in KINDS if name.endswith(kind) and len(name) > len(kind)), "")
    stem, peoples = name.removesuffix(kind), list[str]()
    if kind.startswith("自治") and (ending := _PEOPLES_AT_END.search(stem)):
        stem = stem[: ending.start()]
        peoples = [PEOPLES[people.removesuffix("族")] for people in _PEOPLE.findall(ending.group())]
    return " ".join(part for part in (_spell(stem), *peoples, KINDS.get(kind, "")) if part)


def _spell(stem: str) -> str:
    if stem in STEMS:
        return STEMS[stem]
    word = ""
    for syllable in lazy_pinyin(stem, style=Style.NORMAL, v_to_u=True):
        # the apostrophe of Xi'an: a syllable that begins with a vowel, not at the front
        word += ("'" if word and syllable[0] in "aoe" else "") + syllable
    return word.capitalize()
