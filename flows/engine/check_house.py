"""What the files beside the flows name for the whole house: the main menu, and the rules behind sums."""

from __future__ import annotations

from flows.engine.draft import Draft
from flows.engine.facts import Fact
from flows.engine.rules import RULES, amount


def check_menu(draft: Draft) -> None:
    """What stands on the first screen. A topic that is not there must be one tap behind one that is."""
    for node in draft.menu:
        flow = draft.flows.get(node.text.strip())
        if flow is not None and not flow.menu:
            page = next(page for page in draft.pages if page.file == "globals.yaml")
            sentence = f'"{flow.name}" is named for the menu, but nobody has said what stands on its button.'
            page.fault("F061", node, sentence, "Add menu: with a few words at the top of that flow.")
    shown, most = tuple(draft.topics_of_menu().values()), draft.limits.buttons
    if len(shown) > most:
        page, node = draft.nodes[shown[-1]]
        sentence = f"The main menu has {len(shown)} buttons."
        fix = f"Give it at most {most}: take menu: out here, and run this flow from one that gathers topics."
        page.fault("F064", node, sentence, fix, level="warning")


def check_rules(draft: Draft) -> None:
    """What a rule asks for must be asked, and the rates it works with must be there, as sums."""
    for page, node in draft.rule_nodes:
        rule = RULES.get(node.text.strip())
        for name in rule.answers if rule else ():
            if name not in draft.answers:
                sentence = f'The rule needs the answer "{name}", and nobody asks for it.'
                page.fault("F062", node, sentence, f"Declare {name}: under answers: and ask for it.")
        for name in rule.facts if rule and "facts.yaml" not in draft.unread else ():
            if name not in draft.fact_names or (name in draft.facts and not _is_sum(draft.facts[name])):
                sentence = f'The rule works with the fact "{name}", and no sum stands there.'
                page.fault("F062", node, sentence, f"Write {name}: in facts.yaml, with a value like £1.00.")


def _is_sum(fact: Fact) -> bool:
    """One sum, and the same for everybody: a rule does not look at variants."""
    try:
        sums = (fact.value, *(shown for _, shown in fact.later))
        return not fact.by and all(amount(shown) >= 0 for shown in sums)
    except ArithmeticError:
        return False
