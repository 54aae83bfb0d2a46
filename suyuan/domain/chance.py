"""随机数 — even whole numbers out of a secret seed, and a weighted choice by them; anybody with the seed has the same.

    even_bytes()   seed and label -> an endless stream of bytes
    below()        such a stream -> a number below any bound
    pick()         weights and numbers -> which are picked, without repetition

Block i of a stream = HMAC-SHA256(seed, "suyuan/draw/numbers/1" 00 · label · i as 8 bytes). A number below n takes the
bytes that n-1 needs, drops the surplus low bits, and is thrown away and drawn again unless it is below n: every number
is exactly as likely as any other. One of the weights is picked by a number below the sum of those that are left: the
first whose running sum is above it.

Source: RFC 2104 (HMAC); FIPS 180-4 (SHA-256).

>>> number = below(even_bytes(bytes(32), b"an example"))
>>> [number(6) for _ in range(10)]
[4, 0, 5, 0, 1, 4, 0, 1, 3, 3]
>>> pick([1, 5, 1], 2, number)
[2, 1]
"""

import hmac
from collections.abc import Callable, Iterator, Sequence
from itertools import count as counted
from itertools import islice

NUMBERS = b"suyuan/draw/numbers/1\0"
Below = Callable[[int], int]  # a bound -> a number from 0 up and below it


def even_bytes(seed: bytes, label: bytes) -> Iterator[int]:
    """Give the bytes of a seed under a label, one by one, without end."""
    for block in counted():
        yield from hmac.digest(seed, NUMBERS + label + block.to_bytes(8), "sha256")


def below(stream: Iterator[int]) -> Below:
    """Give numbers below any bound out of a stream of even bytes, each as likely as any other."""

    def one(bound: int) -> int:
        bits = (bound - 1).bit_length()
        count = -(-bits // 8)
        while True:
            value = int.from_bytes(bytes(islice(stream, count))) >> (count * 8 - bits)
            if value < bound:
                return value

    return one


def pick(weights: Sequence[int], count: int, number: Below) -> list[int]:
    """Give places of up to ``count`` weights in the order picked, each in proportion to what is left.

    A Fenwick tree, so that a province's firms are drawn in a moment.
    """
    size = len(weights)
    tree = [0, *weights]
    for at in range(1, size + 1):
        if (above := at + (at & -at)) <= size:
            tree[above] += tree[at]
    left, picked = sum(weights), []
    for _ in range(min(count, size)):
        sought, at = number(left), 0
        for power in range(size.bit_length() - 1, -1, -1):
            further = at + (1 << power)
            if further <= size and tree[further] <= sought:
                at, sought = further, sought - tree[further]
        picked.append(at)
        left -= weights[at]
        step = at + 1
        while step <= size:
            tree[step] -= weights[at]
            step += step & -step
    return picked
