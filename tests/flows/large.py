"""Content as large as it will be: twenty topics of fifteen steps more, in the twelve languages of the house."""

from __future__ import annotations

from tests.flows.house import house_files

TOPICS = 20

_TOPIC = """
flow: topic-{nth}
format: 1
owner: rights-team
menu: Topic {word}
start: danger_known
steps:
  danger_known:
    branch:
      - {{when: danger is no, next: where}}
    otherwise: safe_first
  safe_first: {{run: urgent-danger, then: {{safe: where, not_safe: done}}}}
  where:
    ask: Which country are you in now?
    answer: {{kind: country}}
    save: country_{group}
    skip: age
    next: age
  age:
    ask: How old are you?
    answer: {{kind: age, min: 1, max: 99}}
    save: age_{group}
    skip: kind
    next: kind
  kind:
    ask: What is it about?
    save: about_{group}
    skip: sort_out
    options:
      - {{text: Pay, value: pay, next: sort_out}}
      - {{text: Hours, value: hours, next: sort_out}}
      - {{text: The room, value: room, next: law}}
      - {{text: Something else, value: other, next: law}}
  sort_out:
    branch:
      - {{when: country_{group} is UK and age_{group} is at least 18, next: law}}
      - {{when: about_{group} is pay or age_{group} is less than 16, next: not_alone}}
      - {{when: country_{group} is not known, next: sign}}
    otherwise: what_next
  law: {{say: "{{law_keep_passport}}", next: not_alone}}
  sign: {{say: "{{keeping_papers_is_a_sign}}", next: not_alone}}
  not_alone: {{say: You do not have to do this alone., next: what_next}}
  what_next:
    ask: What would help you most now?
    options:
      - {{text: Talk to a person, value: person, next: get_person}}
      - {{text: The police, value: police, next: about_police}}
      - {{text: Other numbers, value: numbers, next: numbers}}
      - {{text: Nothing more, value: nothing, next: last}}
  get_person: {{run: ask-person, then: {{asked: last, refused: what_next, nobody: what_next}}}}
  about_police: {{say: "{{police_may_help}}", next: what_next}}
  numbers: {{say: "{{salvation_army}}", next: what_next}}
  last:
    branch:
      - {{when: about_{group} is other, next: law_again}}
    otherwise: done
  law_again: {{say: "{{law_keep_passport}}", next: done}}
  done: {{end: true}}
"""

_ANSWERS = """
  country_{group}: {{kind: country, keep: visit, seen_by: [advocates], why: Laws differ}}
  age_{group}: {{kind: age, keep: visit, seen_by: [advocates], why: Rights differ}}
  about_{group}: {{kind: choice, choices: [pay, hours, room, other], keep: visit, seen_by: [advocates], why: To help}}
"""


def large_files() -> dict[str, bytes]:
    files = dict(house_files())
    for nth in range(TOPICS):
        word = "abcdefghijklmnopqrst"[nth]
        files[f"flows/topic-{nth}.yaml"] = _TOPIC.format(nth=nth, word=word, group=nth % 7).encode()
    answers = files["answers.yaml"].decode()
    added = "".join(_ANSWERS.format(group=group) for group in range(7))
    files["answers.yaml"] = answers.replace("system:\n", f"{added}system:\n").encode()
    return files
