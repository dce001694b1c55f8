"""Small flows beside the house's own: one topic, a few answers."""

from __future__ import annotations

from textwrap import dedent, indent

from tests.flows.house import house_files

ANSWERS = """
  country: {kind: country, keep: visit, seen_by: [advocates], why: Laws differ}
  age: {kind: age, keep: visit, seen_by: [advocates], why: Rights differ}
  story: {kind: message, keep: case, seen_by: [advocates], redact: yes, why: Only if you want to tell us}
  papers: {kind: choice, choices: [all, some], keep: visit, seen_by: [advocates], why: To help}
"""
_ASKED = """
first:
  ask: Which papers?
  save: papers
  skip: done
  options:
    - {text: All, value: all, next: done}
    - {text: Some, value: some, next: done}
done: {end: true}
"""


def topic(steps: str, **flows: str) -> dict[str, bytes]:
    """The house with one topic more, and its sub-flows. Answers that the topic does not ask for are asked elsewhere, so
    that nothing is said about them."""
    files = dict(house_files())
    answers = files["answers.yaml"].decode().replace("system:\n", f"{ANSWERS}system:\n")
    files["answers.yaml"] = answers.encode()
    files["flows/papers.yaml"] = flow("papers", _ASKED, menu="Papers")
    files["flows/topic.yaml"] = flow("topic", steps, menu="Topic")
    for name, inside in flows.items():
        files[f"flows/{name}.yaml"] = flow(name, inside)
    return files


def flow(name: str, steps: str, menu: str = "") -> bytes:
    head = f"flow: {name}\nformat: 1\nowner: rights-team\n" + (f"menu: {menu}\n" if menu else "")
    return f"{head}start: first\nsteps:\n{indent(dedent(steps).strip(), '  ')}\n".encode()
