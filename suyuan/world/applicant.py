"""A firm that is not registered yet and asks to be (申请入驻的虚构企业), so that the operator's queue has work.

>>> APPLICANT["name"]
'远山汽车维修（演示）有限公司'
"""

from suyuan.world.coding import credit_code

ROLES = ("repairer",)
APPLICANT = {
    "uscc": credit_code(990_001),
    "name": "远山汽车维修（演示）有限公司",
    "name_en": "Yuanshan Car Repair (demonstration) Ltd",
    "legal_person": "甲（演示）",
    "region_code": "350902",
    "prefixes": "",
    "contact_name": "乙（演示）",
    "contact": "apply@firm.example",
}
