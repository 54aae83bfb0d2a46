"""Chance: counted out, every answer once, and not only tried."""

import hashlib
from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest

from suyuan.domain.chance import below, even_bytes, pick

SEED, OTHER = hashlib.sha256(b"seed").digest(), hashlib.sha256(b"other").digest()


def paths(run):
    """Give every result of a run with its exact chance, by answering its questions in every way."""
    found, waiting = Counter(), [((), Fraction(1))]
    while waiting:
        given_, chance = waiting.pop()
        answers, asked = iter(given_), []

        def number(bound, answers=answers, asked=asked):
            answer = next(answers, None)
            if answer is None:
                asked.append(bound)
                raise StopIteration
            return answer

        try:
            found[tuple(run(number))] += chance
        except StopIteration:
            waiting += [((*given_, value), chance / asked[0]) for value in range(asked[0])]
    return found


@pytest.mark.parametrize("weights", [[1, 1, 1, 1], [1, 2, 3], [5, 1, 1, 2], [7]])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_firm_is_picked_exactly_in_proportion_to_its_weight_among_those_left(weights, count):
    wanted = Counter()
    for order in permutations(range(len(weights)), min(count, len(weights))):
        chance, left = Fraction(1), sum(weights)
        for place in order:
            chance, left = chance * Fraction(weights[place], left), left - weights[place]
        wanted[order] = chance
    assert paths(lambda number: pick(weights, count, number)) == wanted


@pytest.mark.parametrize("bound", [1, 2, 3, 6, 100, 128, 129, 255, 256])
def test_every_number_below_a_bound_comes_from_equally_many_bytes(bound):
    found = Counter()
    for byte in range(256):
        stream = iter([byte, 0])
        value = below(stream)(bound)
        found[value] += bound == 1 or next(stream, None) is not None  # else it was thrown away
    assert set(found) == set(range(bound))
    assert len({*found.values()}) == 1


@pytest.mark.parametrize("bound", [257, 300, 65_536])
def test_and_from_equally_many_pairs_of_bytes(bound):
    found = Counter()
    for pair in range(65_536):
        stream = iter([*pair.to_bytes(2), 0, 0])
        value = below(stream)(bound)
        found[value] += next(stream, None) is not None
    assert set(found) == set(range(bound))
    assert len({*found.values()}) == 1


def test_the_stream_goes_on_past_its_blocks_and_depends_on_seed_and_label():
    stream = even_bytes(SEED, b"a")
    first = bytes(next(stream) for _ in range(200))
    assert len({first[at : at + 32] for at in range(0, 192, 32)}) == 6
    for other in (even_bytes(OTHER, b"a"), even_bytes(SEED, b"b")):
        assert bytes(next(other) for _ in range(32)) != first[:32]
