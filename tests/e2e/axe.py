"""What axe-core finds on a page, and whether the page fits its window."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Elements that stick out of the window, the outermost of each, without those that scroll by themselves.
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .slice(0, 5)
    .map(element => `${element.tagName.toLowerCase()}.${element.className}`.slice(0, 80));
}"""


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule: rule, element, what is wrong."""
    # By evaluate, not by a script element: the page's own policy would refuse that, and rightly.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # preload would fetch every style sheet again, for rules on turned phones and on media.
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} — {' '.join((node.get('failureSummary') or '').split())[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Elements that make the page scroll sideways; empty where it does not.

    A chart follows a change of the window's size a moment later: it is given one.
    """
    for _ in range(10):
        if not (found := page.evaluate(OVERFLOW)):
            break
        page.wait_for_timeout(100)
    return found
