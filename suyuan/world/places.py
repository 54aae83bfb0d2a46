"""Where the demonstration world happens: one district in each province (地点表:每省取一个或几个区).

Codes are those of GB/T 2260 in force today; the point is near the middle of the built-up district, in
WGS-84, so that an outlet scattered by at most half a kilometre around it stays inside.

Parts: `Place`, `PLACES`, `place_of`.

Source: GB/T 2260; the points are public geography, rounded to 0.001 degree.

>>> place_of("440307").city
'深圳市'
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A district: division code, names, dialling code, and a point inside it in degrees (WGS-84)."""

    code: str
    province: str
    city: str
    district: str
    dialling: str
    longitude: float
    latitude: float

    @property
    def full_name(self) -> str:
        """Province, city and district run together, a municipality not said twice."""
        city = "" if self.city == self.province else self.city
        return f"{self.province}{city}{self.district}"


_TABLE = """
110105 北京市 北京市 朝阳区 010 116.510 39.945
120111 天津市 天津市 西青区 022 117.100 39.060
130102 河北省 石家庄市 长安区 0311 114.594 38.086
140105 山西省 太原市 小店区 0351 112.565 37.736
150102 内蒙古自治区 呼和浩特市 新城区 0471 111.700 40.870
210106 辽宁省 沈阳市 铁西区 024 123.340 41.790
220106 吉林省 长春市 绿园区 0431 125.256 43.881
230102 黑龙江省 哈尔滨市 道里区 0451 126.580 45.740
310114 上海市 上海市 嘉定区 021 121.265 31.375
310115 上海市 上海市 浦东新区 021 121.560 31.222
320111 江苏省 南京市 浦口区 025 118.580 32.050
320506 江苏省 苏州市 吴中区 0512 120.632 31.264
320411 江苏省 常州市 新北区 0519 119.971 31.830
330110 浙江省 杭州市 余杭区 0571 119.980 30.280
330205 浙江省 宁波市 江北区 0574 121.530 29.920
340104 安徽省 合肥市 蜀山区 0551 117.220 31.850
340207 安徽省 芜湖市 鸠江区 0553 118.400 31.380
350203 福建省 厦门市 思明区 0592 118.110 24.460
350902 福建省 宁德市 蕉城区 0593 119.526 26.661
360104 江西省 南昌市 青云谱区 0791 115.925 28.621
360902 江西省 宜春市 袁州区 0795 114.390 27.810
370112 山东省 济南市 历城区 0531 117.200 36.680
370212 山东省 青岛市 崂山区 0532 120.469 36.108
410104 河南省 郑州市 管城回族区 0371 113.751 34.695
420106 湖北省 武汉市 武昌区 027 114.330 30.550
420606 湖北省 襄阳市 樊城区 0710 112.130 32.050
430104 湖南省 长沙市 岳麓区 0731 112.920 28.220
440113 广东省 广州市 番禺区 020 113.370 22.940
440307 广东省 深圳市 龙岗区 0755 114.247 22.721
440605 广东省 佛山市 南海区 0757 113.143 23.040
450204 广西壮族自治区 柳州市 柳南区 0772 109.370 24.340
460105 海南省 海口市 秀英区 0898 110.280 19.990
500107 重庆市 重庆市 九龙坡区 023 106.360 29.410
510112 四川省 成都市 龙泉驿区 028 104.270 30.560
511502 四川省 宜宾市 翠屏区 0831 104.610 28.780
520115 贵州省 贵阳市 观山湖区 0851 106.620 26.620
530111 云南省 昆明市 官渡区 0871 102.750 25.010
540102 西藏自治区 拉萨市 城关区 0891 91.141 29.660
610113 陕西省 西安市 雁塔区 029 108.940 34.220
620102 甘肃省 兰州市 城关区 0931 103.830 36.060
630105 青海省 西宁市 城北区 0971 101.750 36.660
640104 宁夏回族自治区 银川市 兴庆区 0951 106.300 38.470
650103 新疆维吾尔自治区 乌鲁木齐市 沙依巴克区 0991 87.590 43.800
"""


def _read(line: str) -> Place:
    code, province, city, district, dialling, longitude, latitude = line.split()
    return Place(code, province, city, district, dialling, float(longitude), float(latitude))


PLACES: tuple[Place, ...] = tuple(_read(line) for line in _TABLE.strip().splitlines())
_BY_CODE = {place.code: place for place in PLACES}


def place_of(code: str) -> Place:
    """The place with this division code; `KeyError` for a code outside this small table."""
    return _BY_CODE[code]
