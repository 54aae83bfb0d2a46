"""The demonstration world (演示世界): fictitious firms, vehicles and batteries, and everything they filed
over five years.

One seed gives one world, byte for byte. Nothing in it exists: firms, credit codes and maker prefixes are
made up.

* ``making``: the stages in their order; ``writer``: the world file and the answer key
* ``firms``, ``parties``, ``places``: who and where; ``products``, ``works``, ``coding``: what and its
  codes
* ``production``, ``repairs``, ``swapping``, ``scrapping``, ``handovers``, ``recovery``: what happens to a
  battery
* ``journal``, ``state``: what is noted on the way; ``faults``: what goes wrong, by name

Source: world files of the outer contract; duties of Article 24 of the Measures.

>>> first = next(generate(vehicles=10, seed=1))
>>> first["party"]["name"]
'子虚动力电池（演示）有限公司'
"""

from suyuan.world.faults import RATES
from suyuan.world.making import UNTIL, generate, make
from suyuan.world.state import Answer, World
from suyuan.world.writer import lines, write, write_answers

__all__ = ["RATES", "UNTIL", "Answer", "World", "generate", "lines", "make", "write", "write_answers"]
