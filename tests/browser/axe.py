"""axe-core in a page: what a person who reads otherwise, or sees less, would stumble over."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from .example import Example

VENDOR = Path(__file__).parent / "vendor"
SCRIPT = VENDOR / "axe.min.js"
GRAVE = ("serious", "critical")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice")
# Below 4.5:1 the first alone, from there to 7:1 the second alone (large letters: 3:1, 4.5:1).
CONTRAST = ("color-contrast", "color-contrast-enhanced")
RUN = """async ({tags, contrast}) => {
  const rules = Object.fromEntries(contrast.map((id) => [id, {enabled: true}]));
  const runOnly = tags.length ? {type: "tag", values: tags} : {type: "rule", values: contrast};
  const found = await axe.run(document, {runOnly, rules, resultTypes: ["violations"]});
  return found.violations.map(({id, impact, nodes}) => ({
    id, impact, nodes: nodes.map(({target, failureSummary}) => [target.join(" "), failureSummary]),
  }));
}"""
PARAMETER = re.compile(r"\{(\w+)[^}]*\}")


def addresses(example: Example, whole: Mapping[str, str]) -> list[str]:
    """Return an address for each route that answers GET; `whole` gives those that ask for more.

    A route with a parameter that is in no table is an error: nobody would look at its page.
    """
    found = []
    for route in example.app.router.routes():
        if route.method != "GET" or route.resource is None:
            continue
        path = route.resource.canonical
        if PARAMETER.search(path) and path not in whole:
            raise LookupError(f"no address is known for {path}")
        found.append(whole.get(path, path))
    return found


async def pages_of(page: Page, example: Example, paths: Sequence[str]) -> list[str]:
    """Return those of `paths` that answer with a page, for whom `page` belongs to."""
    found = []
    for path in paths:
        if path.startswith(("/events", "/local")):
            continue  # never ends; changes who asks
        answer = await page.context.request.get(f"{example.url}{path}", max_redirects=0)
        if answer.ok and answer.headers.get("content-type", "").startswith("text/html"):
            found.append(path)
    return found


async def findings(page: Page, where: str, *, contrast_only: bool = False) -> list[str]:
    """Return what is serious or worse in the page as it stands, one line each."""
    if not await page.evaluate("typeof axe === 'object'"):
        await page.add_script_tag(path=SCRIPT)
    told: list[dict[str, Any]] = await page.evaluate(
        RUN, {"tags": [] if contrast_only else TAGS, "contrast": CONTRAST}
    )
    return [
        f"{where}: {each['id']} ({each['impact']}) {target}: {' '.join(summary.split())}"
        for each in told
        if each["impact"] in GRAVE
        for target, summary in each["nodes"]
    ]
