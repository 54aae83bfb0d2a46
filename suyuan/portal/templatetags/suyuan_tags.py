"""模板标签 — pills, articles, codes, days and counts, so that each looks the same on every page."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyuan.codes import region
from suyuan.domain.access import Viewer
from suyuan.domain.cases import Step
from suyuan.domain.cases.steps import STEP_TEXT
from suyuan.law.departments import DEPARTMENT_TEXT, LEVEL_TEXT, Department, Level
from suyuan.law.duty import ROLE_TEXT, Citation, Deadline, Duty, Role, Text
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import Setting
from suyuan.law.procedure import LAW_TEXT
from suyuan.portal import deadlines, tiles, words
from suyuan.portal.door import language
from suyuan.services import once
from suyuan.services.members.queries import Standing

register = template.Library()
BEIJING = ZoneInfo("Asia/Shanghai")
GROUPS = {24: (7, 7, 3, 7), 19: (7, 3, 7, 2)}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one sign of the sprite; it is decoration, the word stands beside it."""
    address = static("portal/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', address, name
    )


@register.simple_tag
def form_key() -> SafeString:
    """Draw the hidden key of a form, so that what is sent twice makes one thing."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.KEY, uuid4().hex)


@register.simple_tag
def pill(table: str, state: str) -> SafeString:
    """Draw the pill of a state: sign, word and tone."""
    shown = words.pill(table, state)
    return format_html('<span class="pill pill-{}">{}{}</span>', shown.tone, icon(shown.sign), shown.text)


@register.simple_tag
def tone(table: str, state: str) -> str:
    """Give the tone class of a state."""
    return f"tone-{words.pill(table, state).tone}"


@register.simple_tag
def sign(table: str, state: str) -> SafeString:
    """Draw the sign of a state."""
    return icon(words.pill(table, state).sign)


@register.simple_tag
def word(table: str, state: str) -> words.Words:
    """Give the word of a state."""
    return words.pill(table, state).text


@register.simple_tag
def article(value: Citation | str | Duty) -> SafeString:
    """Draw an article tag from a citation, a duty or the short text ``24(2)``."""
    if isinstance(value, Duty):
        value = value.cite
    if isinstance(value, Citation):
        law = LAW_TEXT[value.instrument].get(language()) if value.instrument in LAW_TEXT else ""
        return format_html(
            '<span class="article" title="{}">{}{}</span>', value.instrument, law, value.text.get(language())
        )
    return format_html('<span class="article">{}</span>', _cited(value)) if value else SafeString("")


def _cited(text: str) -> str:
    """Put ``24(2)`` and ``18-20`` into words; a standard's own name stays."""
    first, dash, last = text.partition("-")
    if dash and first.isdigit() and last.isdigit():
        return _("Articles %(first)s to %(last)s") % {"first": first, "last": last}
    head, _bracket, item = text.partition("(")
    if not head.strip().isdigit():
        return text
    return Citation("", int(head), item.removesuffix(")")).text.get(language())


@register.simple_tag
def code(value: str, *, link: bool = True) -> SafeString:
    """Draw a battery code in its groups (design, trace, date, serial); copying gives it without gaps."""
    sizes = GROUPS.get(len(value), (len(value),))
    parts, start = [], 0
    for size in sizes:
        parts.append((value[start : start + size],))
        start += size
    body = format_html('<span class="code">{}</span>', format_html_join("", "<span>{}</span>", parts))
    if not link:
        return body
    return format_html('<a class="code-link" href="/batteries/{}">{}</a>', value, body)


@register.simple_tag
def subject(kind: str, value: str) -> SafeString:
    """Draw what an obligation or finding is about, with a link where there is a page."""
    if kind == "battery":
        return code(value)
    if kind == "vehicle":
        return format_html(
            '<a class="code-link" href="/vehicles/{}"><span class="code">{}</span></a>', value, value
        )
    if kind == "party":
        return format_html('<span class="code">{}</span>', value)
    return format_html("{} {}", words.SUBJECT.get(kind, kind), value)


@register.simple_tag
def answer(setting: Setting) -> str:
    """Word the answer in use of a policy."""
    return setting.policy.say(setting.value).get(language())


@register.simple_tag
def evidence(item: object) -> SafeString:
    """Draw one piece of a finding's evidence: receipts as links, the rest as name and value."""
    if not isinstance(item, Mapping):
        return format_html("{}", item)
    return format_html_join(
        " · ", "{} {}", ((name, _proof(str(name), value)) for name, value in item.items() if value)
    )


def _proof(name: str, value: object) -> SafeString:
    if name == "receipt":
        return format_html('<a class="code" href="/filings/{0}">{0}</a>', value)
    return format_html('<span class="code">{}</span>', value)


@register.simple_tag
def about_code(value: str) -> SafeString:
    """Draw a code or VIN that a happening names."""
    return (
        subject("battery" if len(value) in GROUPS else "vehicle", value)
        if value.isalnum()
        else format_html("{}", value)
    )


@register.filter
def said(text: Text | None) -> str:
    """Give a bilingual text in the language of the page."""
    return text.get(language()) if text else ""


@register.simple_tag
def step(value: Step) -> str:
    """Name a step of a case."""
    return STEP_TEXT[value].get(language())


@register.filter
def duty_name(duty_id: str) -> str:
    """Name a duty by its id; an unknown id stays."""
    duty = RULEBOOK.get(duty_id)
    return duty.text.get(language()) if duty else duty_id


@register.filter
def role_name(role: Role | str) -> str:
    """Name a role of the Measures."""
    return ROLE_TEXT[Role(role)].get(language())


@register.simple_tag
def masked_party(role: str | None, province: str | None) -> SafeString:
    """Draw what may be known of a party two steps away: its role and its province (Article 30)."""
    known = ROLE_TEXT[Role(role)].get(language()) if role else _("a firm")
    place = next(iter(region.path(province, language())), "") if province else ""
    return format_html(
        '<span class="soft" title="{}">{}{}</span>',
        _("Who it is may not be known to you (Article 30)"),
        known,
        f" · {place}" if place else "",
    )


@register.filter
def clock(duty: Duty, today: date) -> str:
    """Say the clock of a duty as it stands today."""
    return deadlines.clock(duty, today, language())


@register.filter
def in_words(value: Deadline) -> str:
    """Say a deadline."""
    return deadlines.in_words(value)


@register.filter
def percent(permille: int | None) -> str:
    """Say a part in thousandths as a percentage with one decimal; nothing to say is a dash."""
    return "—" if permille is None else f"{permille // 10}.{permille % 10} %"


@register.filter
def province_short(name: str) -> str:
    """Name a province as a map has it."""
    return tiles.short(name)


@register.filter
def why_same(why: str) -> words.Words:
    """Say what speaks for two reports being of one battery."""
    return words.SAME.get(why, why)


@register.simple_tag
def compared(code: str, other: str) -> SafeString:
    """Show a code with the places marked in which another of its length differs."""
    if len(code) != len(other):
        return format_html("{}", code)
    marked = (
        (format_html("<mark>{}</mark>", letter) if letter != beside else letter,)
        for letter, beside in zip(code, other, strict=True)
    )
    return format_html_join("", "{}", marked)


@register.filter
def stock_name(stock: str) -> words.Words:
    """Name a stock of batteries."""
    return words.STOCK.get(stock, stock)


@register.filter
def level(kind: str) -> words.Words:
    """Name pack, module or cell."""
    return words.LEVEL.get(kind, kind)


@register.filter
def audience(name: str) -> words.Words:
    """Name an audience of a digital identity."""
    return words.AUDIENCE.get(name, name)


@register.filter
def finding(kind: str) -> words.Words:
    """Name a kind of finding."""
    return words.FINDING.get(kind, kind)


@register.filter
def basket(name: str) -> words.Words:
    """Name a tab of the hand-overs."""
    return words.BASKET[name]


@register.filter
def finding_act(name: str) -> words.Words:
    """Name what can be done about a finding."""
    return words.FINDING_ACT[name][0]


@register.filter
def finding_act_note(name: str) -> words.Words:
    """Say what an act about a finding means."""
    return words.FINDING_ACT[name][1]


@register.filter
def event_name(name: str) -> words.Words:
    """Name what a piece of evidence tells; a duty by its name."""
    return words.EVENT[name].text if name in words.EVENT else duty_name(name)


@register.filter
def kilograms(mass_g: int | None) -> str:
    """Say a mass in kilograms."""
    return "" if mass_g is None else f"{mass_g / 1000:,.1f} kg"


@register.filter
def proof_name(name: str) -> words.Words:
    """Name one part of a receipt's proof."""
    return words.PROOF.get(name, name)


@register.filter
def proof_state(state: str) -> words.Words:
    """Say how far a receipt is on its way into the log."""
    return words.PROOF_STATE.get(state, state)


@register.filter
def stage(name: str) -> words.Words:
    """Name a stage of a job."""
    return words.STAGE.get(name, name)


@register.filter
def day(value: date | None) -> SafeString | str:
    """Print a legal day as 2026-05-21, readable to machines too."""
    if value is None:
        return "—"
    return format_html('<time datetime="{0}">{0}</time>', value.isoformat())


@register.filter
def instant(value: datetime | None) -> SafeString | str:
    """Print an instant in Beijing time."""
    if value is None:
        return "—"
    local = value.astimezone(BEIJING)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), f"{local:%Y-%m-%d %H:%M:%S}")


@register.filter
def count(value: int) -> str:
    """Print a whole number with its thousands: 12,345."""
    return f"{value:,}"


@register.simple_tag
def away(due: date | None, today: date) -> str:
    """Say how far a due day is: today, in 3 days, 12 days late."""
    if due is None:
        return ""
    days = (due - today).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


@register.filter
def kind_name(viewer: Viewer) -> str:
    """Say as what someone is signed in: the party's roles, or the office."""
    if viewer.roles:
        return " · ".join(ROLE_TEXT[role].get(language()) for role in sorted(viewer.roles))
    told = [str(words.POST.get(viewer.kind, viewer.kind))]
    if viewer.department in set(Department):
        told.append(DEPARTMENT_TEXT[Department(viewer.department)].get(language()))
    if viewer.level in set(Level):
        told.append(LEVEL_TEXT[Level(viewer.level)].get(language()))
    return " · ".join(told)


@register.filter
def person(username: str) -> str:
    """Name a person; of one who was erased nothing is left to name."""
    return username or _("somebody who was erased")


@register.filter
def standing_name(standing: Standing) -> str:
    """Say for whom one acts: a firm by its name, an office by what it is and where."""
    if standing.kind == "mandate":
        return _("For %(name)s") % {"name": standing.name}
    if standing.name:
        return standing.name
    office = str(words.POST.get(standing.kind, standing.kind))
    return f"{office} · {standing.territory}" if standing.territory else office


BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
)


@register.filter
def browser_name(agent: str) -> str:
    """Say a browser in a word or two: Firefox · Windows; an unknown one by the head of its own words."""
    program = next((name for mark, name in BROWSERS if mark in agent), agent[:30] or "?")
    system = next((name for mark, name in (*SYSTEMS, ("Linux", "Linux")) if mark in agent), "")
    return f"{program} · {system}" if system else program
