"""网页 — the pages, for clerks, officials and everyone; server-rendered, in Chinese and English.

    door        who is at the door: signed-in viewers, and refusals turned into pages
    views/      one module per noun, one service call per page
    forms/      forms derived from the columns of a duty
    words       what states, events and findings are called on the screen
    shown/      values made ready for a template: fix list, due list, code segments
    templates/  pages; parts/ are the components they share

Pages hold no rule: who may do what, what is due and what is wrong is asked of ``services``.
"""
