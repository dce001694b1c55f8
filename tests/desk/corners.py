"""Each planted fault, what is said when it is found, and in which corner of the machine it shows soon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.desk import planted as it
from tests.desk.planted import Plant


class Planted(NamedTuple):
    """`corner`: the rules among which it shows soon. Among all of them it may take hundreds of runs."""

    plant: Plant
    finds: str
    corner: tuple[str, ...] = ()


PLANTED: Mapping[str, Planted] = {
    each[0].__name__: Planted(*each)
    for each in (
        (it.the_gate_asks_nobody, "reached", ("gives_back", "answers")),
        (it.a_claim_without_a_condition, "was claimed while it was claimed|reached"),
        (it.a_reply_goes_to_the_current_case, "was for", ("replies_to", "answers")),
        (it.the_audit_comes_after_the_words, "audit|last act was opened"),
        (
            it.a_hidden_chat_is_like_any_other,
            "a chat that she has hidden",
            ("hides", "claims", "gives_back"),
        ),
        (
            it.what_people_write_appears_in_a_hidden_chat,
            "#A[0-9]+# reached a chat that she has hidden",
            ("hides", "answers"),
        ),
        (
            it.her_hours_are_a_wish_and_no_rule,
            "outside the hours that she has called safe",
            ("chooses_hours", "answers", "time_passes"),
        ),
        (it.whoever_had_the_case_can_still_send, "reached her while the case is claimed", ("hands_over", "answers")),
        (it.a_second_reader_may_write, "reached her while the case is claimed", ("oversees", "replies_to")),
        (it.a_reader_keeps_the_copies, "still has a copy", ("oversees", "time_passes", "writes")),
        (it.a_note_is_shown_to_all_who_hold_a_case, "a note reached"),
        (it.an_update_that_comes_again_counts_again, "was taken twice", ("dies", "writes")),
        (it.what_she_changes_is_not_heard, "ended nowhere"),
        (it.what_the_program_cannot_do_is_put_aside, "have become dead letters"),
        (it.whoever_comes_back_is_nobodys_turn, "nobody can claim it"),
        (
            it.a_group_that_becomes_another_is_not_found_again,
            "has no card|cannot claim",
            ("the_staff_group", "gives_back"),
        ),
        (it.the_claim_decides_whom_she_writes_to, "was for"),
        (it.words_fall_to_the_case_that_is_left, "was for", ("oversees", "claims")),
        (it.a_part_of_an_album_goes_by_itself, "was for", ("sends_photos_together", "gives_back")),
        (it.a_lease_that_ends_loses_the_case, "the last act was expired", ("time_passes", "claims")),
        (it.what_she_wrote_while_she_waited_stays_there, "did not come|go nowhere"),
        (it.a_new_advocate_gets_only_what_is_new, "did not come"),
        (it.the_outbox_is_forgotten_at_a_start, "nobody makes them", ("dies", "writes", "answers")),
        (it.a_note_is_sent_like_a_message, "a note reached|kept 2 times"),
        (it.a_case_that_comes_back_has_no_card, "has no card"),
        (it.whoever_is_frozen_goes_on, "somebody who may nothing"),
        (
            it.held_words_are_said_in_the_next_ones_name,
            r"reached her while|words are held|was for \[\]",
            ("hides", "answers", "gives_back", "claims"),
        ),
        (it.the_group_reads_along, "reached -"),
    )
}
