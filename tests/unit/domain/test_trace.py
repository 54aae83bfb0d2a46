"""A tree is the text of its codes; nodes, places and JSON are read off it."""

import msgspec
import pytest

from suyuan.domain.trace import Node, Tree, kind_of

P1, M1, M2, C1, C2, C3 = (
    f"9Z1{level}E0100000A1G51{int(number):07d}" for level, number in ("P1", "M1", "M2", "C1", "C2", "C3")
)


@pytest.mark.parametrize(
    "codes",
    [
        (P1,),
        (P1, C3),
        (P1, M1),
        (P1, C3, M1, C1, C2, M2),
        (P1, M1, M2, C1),
        (P1, C3[:19], M1[:19], C1, C2[:19]),
        (M1, C1, C2),
        (C1,),
        ("TMP-" + "0" * 26,),
        (P1, "TMP-" + "0" * 26, M1, C1),
    ],
)
def test_the_json_of_a_tree_is_that_of_its_nodes(codes):
    tree = Tree.listed(codes)
    assert tree.codes == list(codes)
    assert tree.as_json() == msgspec.json.encode(Node(tree.code, tree.kind, tree.parts))
    assert sum(tree.size(code) for code in codes if code != tree.code) + len(tree.parts) == tree.size(
        tree.code
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [(P1, "pack"), (M1, "module"), (C1, "cell"), ("TMP-C0000000", "battery"), ("", "battery")],
)
def test_the_level_is_the_fourth_sign(text, kind):
    assert kind_of(text) == kind
