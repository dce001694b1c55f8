"""The First Responders of a bundle, as the rules of handoff know them."""

from __future__ import annotations

from flows.engine.bundle import Bundle
from flows.engine.responders import Responder
from handoff.referral.directory import Capacity, Organisation, State


def organisations(bundle: Bundle) -> tuple[Organisation, ...]:
    return tuple(_organisation(each) for each in bundle.responders.values())


def _organisation(told: Responder) -> Organisation:
    said = told.capacity
    capacity = Capacity(State(said.state), said.said, said.weeks, said.source) if said else Capacity()
    return Organisation(
        told.name, told.title, told.statutory, told.nations, told.ages, told.sexes, told.types, told.only,
        told.languages, capacity, told.order, told.intake, told.last, told.confidence != "C", told.check_again,
    )  # fmt: skip
