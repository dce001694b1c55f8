"""What people would see otherwise if a draft took the place of what is published, said in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flows.engine.blend import safety_facts, safety_flows
from flows.engine.bundle import Bundle
from flows.engine.facts import Fact
from flows.engine.model import ConsentStep, Flow, Place
from flows.engine.ways import ways

Catalogues = Mapping[str, Mapping[str, str]]
NOBODY_YET: Catalogues = {}


class Edition(NamedTuple):
    """A bundle with its translations: language -> text key -> text. `recordings` are the shell's. `signed`: language ->
    keys of what phrases are made of, where somebody stands behind the translation. `staff`: the files of interviews."""

    bundle: Bundle
    catalogues: Catalogues
    recordings: tuple[Any, ...] = ()
    signed: Mapping[str, frozenset[str]] = {}
    staff: Mapping[str, bytes] = {}

    def __repr__(self) -> str:
        return f"Edition({self.bundle.short})"

    def said(self, key: str, language: str) -> str | None:
        if language == "en":
            return self.bundle.texts.get(key)
        return self.catalogues.get(language, {}).get(key)


@dataclass(frozen=True, slots=True)
class Change:
    """`how` is new, changed or gone. `care`: why two people must look at it, or "". `step`: where people stand now;
    without a step in it, anywhere in that flow."""

    where: str
    how: str
    sentence: str
    before: str = ""
    after: str = ""
    care: str = ""
    step: Place | None = None
    kind: str = field(default="text")  # text | fact | step | flow | way | word | language | rule


def changes(old: Edition | None, new: Edition) -> tuple[Change, ...]:
    """In the order of the draft's files: languages, what works everywhere, flows, facts, words."""
    if old is None:
        sentence = "Nothing is published yet: all of it is new to everybody."
        return (
            Change("everything", "new", sentence, care="it has the danger flow and all phone numbers", kind="flow"),
        )
    return (
        *_languages(old.bundle, new.bundle), *_rules(old.bundle, new.bundle), *_flows(old, new),
        *_texts(old, new), *_facts(old, new), *_words(old.bundle, new.bundle),
    )  # fmt: skip


def careful(found: tuple[Change, ...]) -> tuple[str, ...]:
    """Why a second person is needed, each reason once."""
    return tuple(dict.fromkeys(change.care for change in found if change.care))


# --- rules and languages -----------------------------------------------------------------------------------------


def _languages(old: Bundle, new: Bundle) -> Iterator[Change]:
    for code in sorted(old.spoken.keys() | new.spoken.keys()):
        was, now = old.spoken.get(code), new.spoken.get(code)
        if was is None and now is not None:
            yield Change(code, "new", f"{now.own_name} can be chosen ({now.state}).", kind="language")
        elif now is None and was is not None:
            sentence = f"{was.own_name} can no longer be chosen. Who speaks it is asked for another language."
            yield Change(code, "gone", sentence, kind="language")
        elif was is not None and now is not None and was != now:
            what = "" if now.state == was.state else f" It is {now.state} now, and was {was.state}."
            named = "" if now.own_name == was.own_name else f" It has another name: {now.own_name}."
            yield Change(code, "changed", f"{was.own_name}:{what}{named}", kind="language")


def _rules(old: Bundle, new: Bundle) -> Iterator[Change]:
    for name in ("first", "person", "danger", "back_from_hiding"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            sentence = f'"{name}" in globals.yaml leads to {now}, and led to {was}.'
            yield Change("globals", "changed", sentence, was, now, "what works everywhere", kind="rule")
    for name in sorted(old.consents.keys() | new.consents.keys()):
        had, has = old.consents.get(name), new.consents.get(name)
        if had is None or has is None or (had.version, had.teams) != (has.version, has.teams):
            how = "new" if had is None else "gone" if has is None else "changed"
            before, after = (f"{each.version} ({', '.join(sorted(each.teams))})" if each else "" for each in (had, has))
            yield Change(
                f"consent {name}", how, f'The consent "{name}" is {how}.', before, after, "a consent", kind="rule"
            )
    for name in sorted(old.answers.keys() & new.answers.keys()):
        before, after = old.answers[name].keep, new.answers[name].keep
        if before != after:
            yield Change(f"answer {name}", "changed", f'"{name}" is kept otherwise.', before, after, kind="rule")


# --- flows and where they lead -----------------------------------------------------------------------------------


def _flows(old: Edition, new: Edition) -> Iterator[Change]:
    before, after = old.bundle, new.bundle
    for name in (*after.flows, *(name for name in before.flows if name not in after.flows)):
        care = _care_of_flow(before, after, name)
        if name not in before.flows:
            yield Change(name, "new", f'The flow "{name}" is new.', care=care, kind="flow")
        elif name not in after.flows:
            sentence = f'The flow "{name}" is gone. Who is in it comes back to where it was begun, or to the menu.'
            yield Change(name, "gone", sentence, care=care, step=Place(name, ""), kind="flow")
        else:
            yield from _steps(before.flows[name], after.flows[name], care)


_WAYS = {"gone": "Gone", "new": "New", "changed": "Leads elsewhere"}


def _steps(old: Flow, new: Flow, care: str) -> Iterator[Change]:
    came = {new.renamed.get(name, name): name for name in old.steps}
    for name, step in new.steps.items():
        where = f"{new.name}.{name}"
        if name not in came:
            yield Change(where, "new", f'The step "{name}" is new.', care=care, kind="step")
            continue
        was = old.steps[came[name]]
        place = Place(old.name, was.name)
        own = care or ("a consent" if isinstance(step, ConsentStep) else "")
        if was.name != name:
            sentence = f'"{was.name}" is called "{name}" now.'
            yield Change(where, "changed", sentence, was.name, name, own, place, "step")
        led, leads = ways(was), ways(step)
        if led.keys() == leads.keys() and list(led) != list(leads):
            yield Change(where, "changed", "The buttons are in another order.", care=own, step=place, kind="way")
        for way in dict.fromkeys((*led, *leads)):
            before, after = led.get(way), leads.get(way)
            if before != after and (after is None or new.renamed.get(str(before)) != after):
                how = "gone" if after is None else "new" if before is None else "changed"
                yield Change(where, how, f"{_WAYS[how]}: {way}.", *_both(before, after), own, place, "way")
    for name in old.steps:
        if new.renamed.get(name, name) not in new.steps:
            sentence = f'The step "{name}" is gone. Who stands there begins "{new.name}" anew and is told so.'
            yield Change(f"{new.name}.{name}", "gone", sentence, care=care, step=Place(old.name, name), kind="step")


def _both(before: object, after: object) -> tuple[str, str]:
    """Conditions and kinds of answers have no short words."""
    return before if isinstance(before, str) else "", after if isinstance(after, str) else ""


def _care_of_flow(old: Bundle, new: Bundle, name: str) -> str:
    return f"the flow {name} is about safety" if name in safety_flows(old) | safety_flows(new) else ""


# --- texts -------------------------------------------------------------------------------------------------------


def _texts(old: Edition, new: Edition) -> Iterator[Change]:
    for key in dict.fromkeys((*new.bundle.written, *old.bundle.written)):
        if not key.startswith("facts/"):
            yield from _text(old, new, key)


def _text(old: Edition, new: Edition, key: str) -> Iterator[Change]:
    """A text with all its step is told with the step; here what stays and says something else."""
    was_key = _came_from(old.bundle, new.bundle, key)
    if key not in new.bundle.texts or was_key not in old.bundle.texts:
        if key.startswith("globals/"):
            how = "gone" if key in old.bundle.texts else "new"
            yield Change(key, how, f"The sentence of the program is {how}.", care="what works everywhere")
        if key.startswith("phrases/"):
            how = "gone" if key in old.bundle.texts else "new"
            shown = old.bundle.texts.get(key, ""), new.bundle.texts.get(key, "")
            care = _care_of_text(old.bundle, new.bundle, key)
            yield Change(key, how, f"The phrase for advocates is {how}.", *shown, care=care)
        return
    for language in dict.fromkeys(("en", *new.bundle.spoken)):
        before, after = old.said(was_key, language), new.said(key, language)
        if before != after and language in old.bundle.spoken:
            name = new.bundle.spoken[language].own_name
            sentence = f"{name}: {new.bundle.written[key].where}"
            if after is None:
                sentence += " is shown in English until it is translated again"
            how = "changed" if before and after else "gone" if before else "new"
            yield Change(
                key, how, f"{sentence}.", before or "", after or "", _care_of_text(old.bundle, new.bundle, key),
                _stands_at(old.bundle, was_key),
            )  # fmt: skip


def _came_from(old: Bundle, new: Bundle, key: str) -> str:
    flow, _, rest = key.partition("/")
    step, slash, part = rest.partition("/")
    if flow not in new.flows or not slash:
        return key
    names = [was for was, now in new.flows[flow].renamed.items() if now == step and Place(flow, was) in old.steps]
    return f"{flow}/{names[0] if names else step}/{part}"


def _stands_at(old: Bundle, key: str) -> Place | None:
    flow, _, rest = key.partition("/")
    place = Place(flow, rest.partition("/")[0])
    return place if place in old.steps else None


def _care_of_text(old: Bundle, new: Bundle, key: str) -> str:
    flow, _, rest = key.partition("/")
    if flow == "globals":
        return "what works everywhere"
    if flow == "phrases":
        return _care_of_phrase(old, new, rest.partition("/")[0])
    if isinstance(new.steps.get(Place(flow, rest.partition("/")[0])), ConsentStep):
        return "a consent"
    return _care_of_flow(old, new, flow)


def _care_of_phrase(old: Bundle, new: Bundle, name: str) -> str:
    cares = [phrase.care for phrase in (old.phrases.get(name), new.phrases.get(name)) if phrase and phrase.care]
    return f"a phrase of the class {cares[-1]}" if cares else ""


# --- facts and words ---------------------------------------------------------------------------------------------


def _facts(old: Edition, new: Edition) -> Iterator[Change]:
    before, after = old.bundle.facts, new.bundle.facts
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        care = _care_of_fact(old.bundle, new.bundle, name)
        if was is None or now is None:
            how = "new" if was is None else "gone"
            shown = _shown(old, was, "en"), _shown(new, now, "en")
            yield Change(f"fact {name}", how, f'The fact "{name}" is {how}.', *shown, care, kind="fact")
            continue
        for language in ("en", *(code for code in new.bundle.spoken if code != "en" and now.text)):
            said, says = _shown(old, was, language), _shown(new, now, language)
            if said != says and language in old.bundle.spoken:
                own_name = new.bundle.spoken[language].own_name
                sentence = f'{own_name}: the fact "{name}" is another one.'
                yield Change(f"fact {name}", "changed", sentence, said, says, care, kind="fact")
        if (was.cite, was.published, was.checked) != (now.cite, now.published, now.checked):
            shown = f"{was.cite}, checked on {was.checked}", f"{now.cite}, checked on {now.checked}"
            yield Change(f"fact {name}", "changed", f'The source below "{name}".', *shown, kind="fact")


def _shown(edition: Edition, fact: Fact | None, language: str) -> str:
    if fact is None:
        return ""
    if fact.text is None:
        return fact.all_values
    later = (f"from {since}: {edition.said(key, language) or ''}" for since, key in fact.later)
    return "; ".join((edition.said(fact.text, language) or "", *later))


def _care_of_fact(old: Bundle, new: Bundle, name: str) -> str:
    kinds = {bundle.facts[name].kind for bundle in (old, new) if name in bundle.facts}
    if "phone" in kinds:
        return "a phone number"
    return "a fact of the danger flow" if name in safety_facts(old) | safety_facts(new) else ""


def _words(old: Bundle, new: Bundle) -> Iterator[Change]:
    """In all languages together; topics lead to flows, all others are for safety."""
    before, after = _meanings(old), _meanings(new)
    for word in sorted(before.keys() | after.keys()):
        was, now = before.get(word, ""), after.get(word, "")
        if was != now:
            how = "new" if not was else "gone" if not now else "changed"
            care = "" if {was, now} <= {"", *old.flows, *new.flows} else "words that are understood everywhere"
            yield Change(f"word {word.strip()}", how, f"“{word.strip()}”", was, now, care, kind="word")


def _meanings(bundle: Bundle) -> dict[str, str]:
    words = bundle.words[""]
    return {**words.topics, **words.replies, **words.whole, **dict.fromkeys(words.danger.all, "danger")}
