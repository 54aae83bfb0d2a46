"""暂行办法（2026）— the rulebook: every filing of the Measures, one module each.

Source: 新能源汽车废旧动力电池回收和综合利用管理暂行办法 (Order No. 73 of 2025), Articles 9, 12, 15, 17 and 24.

>>> RULEBOOK.by_id["24.2.a"].number
4
>>> [duty.id for duty in RULEBOOK.duties][:3]
['9.1', '12.1', '24.1']
"""

from suyuan.law.duty import Rulebook
from suyuan.law.measures_2026 import (
    art_09_1_specifications,
    art_12_1_code_tree,
    art_15_3_a_conditions,
    art_15_3_b_told,
    art_17_2_arrangement,
    art_24_1_technical_info,
    art_24_2_a_vehicle_codes,
    art_24_2_b_vehicle_sold,
    art_24_2_c_outbound,
    art_24_3_outbound,
    art_24_4_a_last_replacement,
    art_24_4_b_outbound,
    art_24_5_a_replacement_to_maker,
    art_24_5_b_replacement_by_maker,
    art_24_5_c_replacement_independent,
    art_24_6_a_outlets,
    art_24_6_b_inbound,
    art_24_6_c_outbound,
    art_24_7_a_inbound,
    art_24_7_b_products,
    art_24_8_a_vehicle_scrapped,
    art_24_8_b_outbound,
)

__all__ = ["RULEBOOK"]

RULEBOOK = Rulebook(
    duties=(
        art_09_1_specifications.DUTY,
        art_12_1_code_tree.DUTY,
        art_24_1_technical_info.DUTY,
        art_24_2_a_vehicle_codes.DUTY,
        art_24_2_b_vehicle_sold.DUTY,
        art_24_2_c_outbound.DUTY,
        art_24_3_outbound.DUTY,
        art_24_4_a_last_replacement.DUTY,
        art_24_4_b_outbound.DUTY,
        art_24_5_a_replacement_to_maker.DUTY,
        art_24_5_b_replacement_by_maker.DUTY,
        art_24_5_c_replacement_independent.DUTY,
        art_24_6_a_outlets.DUTY,
        art_24_6_b_inbound.DUTY,
        art_24_6_c_outbound.DUTY,
        art_24_7_a_inbound.DUTY,
        art_24_7_b_products.DUTY,
        art_24_8_a_vehicle_scrapped.DUTY,
        art_24_8_b_outbound.DUTY,
        art_17_2_arrangement.DUTY,
        art_15_3_a_conditions.DUTY,
        art_15_3_b_told.DUTY,
    )
)
