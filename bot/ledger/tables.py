"""What the ledger holds. Times are whole Unix seconds. What is plain here, and why, stands in docs/data.md."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.ledger.columns import BLIND, ID, Counted, Moment, SealedBytes, metadata
from bot.ledger.tables_of_duty import duty
from bot.ledger.tables_of_holds import agreements
from bot.ledger.tables_of_referrals import answers, awaited, consents, exports
from bot.ledger.tables_of_responders import capacities, nrm, tallies, tries
from bot.ledger.tables_of_words import doubts, ways_back

__all__ = ["SealedBytes", "agreements", "answers", "awaited", "capacities", "consents", "doubts", "duty", "exports",
           "metadata", "nrm", "tallies", "tries", "ways_back"]  # fmt: skip

# Kept between 25 hours and 7 days: Telegram may restart its numbers at random after a silent week.
seen = Table(
    "seen",
    metadata,
    Column("update_id", Counted, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

# The messages of a chat, so that Hide can delete them within Telegram's 48 hours: what she wrote and what answered it,
# noted together when the answer is sent (until then her message's id waits in the answer's row of the outbox). Those of
# colleagues too: what is said of a case there is taken away again when its time has come.
trail = Table(
    "trail",
    metadata,
    Column("id", Counted, primary_key=True, autoincrement=True),
    Column("lane", LargeBinary(8), nullable=False, index=True),  # of the chat's blind index: short, for every turn
    Column("nr", BigInteger, nullable=False),  # of the call that answered, or of an update that nothing answered
    Column("at", Moment, nullable=False),
    Column("owner", ID, nullable=False),
    Column("sealed", SealedBytes, nullable=False),  # message ids
    Column("due", Moment, nullable=True, index=True),  # when they go by themselves; NULL: only by Hide
    Column("case_id", ID, nullable=True),  # which case they are of, in a colleague's chat
)

workers = Table(
    "workers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("who", BLIND, nullable=False, unique=True),
    Column("sealed", SealedBytes, nullable=False),  # her chat and where she stands
    Column("case_id", ID, nullable=True),
    Column("touched_day", Integer, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", ID, primary_key=True),
    Column("who", BLIND, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("active", SmallInteger, nullable=False),
    Column("case_id", ID, nullable=True),  # her current case, where the bot has no topics
    Column("sealed", SealedBytes, nullable=False),  # her chat and desk name
    Column("left_day", Integer, nullable=True),  # since when she is staff no more
)

invites = Table(
    "invites",
    metadata,
    Column("handle", BLIND, primary_key=True),  # SHA-256 of the 128 random bits in the link
    Column("id", ID, nullable=False),  # of the staff row it will become
    Column("role", String(16), nullable=False),
    Column("sealed", SealedBytes, nullable=False),  # the desk name
    Column("expires", Moment, nullable=False),
    Column("used", SmallInteger, nullable=False),
    Column("by", ID, nullable=True),  # staff id; NULL: made at the console
    Column("approved_by", ID, nullable=True),
)

cases = Table(
    "cases",
    metadata,
    Column("id", ID, primary_key=True),
    Column("worker_id", ID, nullable=False, index=True),
    Column("code_name", String(40), nullable=False, unique=True),
    Column("state", String(10), nullable=False, index=True),
    Column("urgency", String(8), nullable=False),
    Column("language", String(12), nullable=False),  # blank once claimed; the sealed part keeps it
    Column("token", BigInteger, nullable=False),
    Column("holder", ID, nullable=True, index=True),
    Column("lease_until", Moment, nullable=True),
    Column("waiting_since", Moment, nullable=True),  # on five minutes; blank once claimed
    Column("next_seq", Integer, nullable=False),
    Column("quiet", SmallInteger, nullable=False),  # she has hidden the chat: nothing is shown to her
    Column("sealed", SealedBytes, nullable=False),  # her chat, language, summary, exact times
    Column("unanswered", Integer, nullable=False, server_default="0"),  # messages of hers since a person last wrote
    Column("unanswered_since", Moment, nullable=True),  # on five minutes
    Column("look_at", Moment, nullable=True, index=True),  # when there is something to do for her, on five minutes
    Column("touched_day", Integer, nullable=False, server_default="0"),  # since when its keeping period counts
    Column("held_until", Integer, nullable=True),  # a day: two people hold it until then, and nothing forgets it
    Column("bare", SmallInteger, nullable=False, server_default="0"),  # where its files are is not known any more
)

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("delivery", String(8), nullable=False),  # kept | sending | sent | failed | blocked | held | asked
    Column("sealed", SealedBytes, nullable=False),
    UniqueConstraint("case_id", "seq"),
)

# Somebody reads a case without holding it. The row stays for whoever asks; the copies go when its time is over.
readings = Table(
    "readings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("reader", ID, nullable=False),
    Column("until", Moment, nullable=False),
    Column("swept", SmallInteger, nullable=False),
    Column("sealed", SealedBytes, nullable=False),  # the reason, and where the copies are
)

# How long others waited: coarse, and of no case in particular.
waits = Table(
    "waits",
    metadata,
    Column("id", Counted, primary_key=True, autoincrement=True),
    Column("week", Integer, nullable=False),  # since 1970
    Column("urgency", String(8), nullable=False),
    Column("place", SmallInteger, nullable=False),  # in the line when she asked
    Column("weekend", SmallInteger, nullable=False),
    Column("part", SmallInteger, nullable=False),  # of the day, eight of three hours
    Column("opens_in", Integer, nullable=False),  # minutes until the desk opened, coarse
    Column("minutes", Integer, nullable=False),  # that the wait took while the desk was open, coarse
    Column("came", SmallInteger, nullable=False),  # a person came; else she left before
)

# How it was: counts, and nobody's answer.
feedback = Table(
    "feedback",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("question", String(16), primary_key=True),
    Column("answer", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)

# Which case a message in a chat belongs to, so that a reply can go to that case or nowhere.
links = Table(
    "links",
    metadata,
    Column("handle", BLIND, primary_key=True),  # blind index of chat and message id
    Column("case_id", ID, nullable=False, index=True),
    Column("day", Integer, nullable=False, index=True),
    Column("sealed", SealedBytes, nullable=False),  # the message's twin in the other chat
)

topics = Table(
    "topics",
    metadata,
    Column("case_id", ID, primary_key=True),
    Column("lane", BLIND, primary_key=True),
    Column("sealed", SealedBytes, nullable=False),
)

# A call to make. What became of it is written elsewhere, and the row goes.
outbox = Table(
    "outbox",
    metadata,
    Column("id", ID, primary_key=True),  # begins with `seq`: new rows lie together
    Column("lane", BLIND, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),  # new (nobody has tried) | queued (put off) | sending
    Column("at", Moment, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("owner", ID, nullable=False),
    Column("case_id", ID, nullable=True),
    Column("token", BigInteger, nullable=True),
    Column("sealed", SealedBytes, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", ID, primary_key=True),
    Column("update_id", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", String(64), nullable=False),  # the class of the fault, nothing else
    Column("sealed", SealedBytes, nullable=False),
)

# What workers meet. Content is about no person, so it is not sealed; its name is the hash over all its files.
bundles = Table(
    "bundles",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("files", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)

# Every act of publishing, in order; rows are added and never changed. The last one that serves is what is served.
releases = Table(
    "releases",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # the next one: of two at once one fails
    Column("act", String(12), nullable=False),  # prepared | published | rolled back
    Column("bundle", String(64), ForeignKey("bundles.id"), nullable=False),
    Column("based_on", String(64), nullable=True),  # what was served when it was made
    Column("at", Moment, nullable=False),
    Column("by", String(64), nullable=False),
    Column("also_by", String(64), nullable=True),  # who prepared what another one has made live
    Column("why", Text, nullable=False),
    Column("urgent", SmallInteger, nullable=False),  # what was served before is withdrawn at once
    Column("report", Text, nullable=False),  # JSON: what the check said and who accepted it, what people see otherwise
)

# Whose key is still to be destroyed, and when: what was begun is finished by whoever looks next.
erasures = Table(
    "erasures",
    metadata,
    Column("owner", ID, primary_key=True),
    Column("heir", ID, nullable=False),  # under whose key lies what has still to be tidied up
    Column("state", String(8), nullable=False),  # sealed | going | gone | heir
    Column("due", Moment, nullable=False, index=True),
    Column("was", String(10), nullable=False),  # how the case stood, should it be taken back
)

# How far the alert of a waiting case has climbed. The row goes when a person has the case, or nobody waits any more.
alerts = Table(
    "alerts",
    metadata,
    Column("case_id", ID, primary_key=True),
    Column("token", BigInteger, nullable=False),  # of the wait that it is about
    Column("urgency", String(8), nullable=False),
    Column("since", Moment, nullable=False),
    Column("due", Moment, nullable=True),  # when the next rung is tried
    Column("tried", SmallInteger, nullable=False),
    Column("told", SmallInteger, nullable=False),
    Column("missed", SmallInteger, nullable=False),
    Column("by", ID, nullable=True),  # staff id: who has tapped "I am on it"
    Column("offered", SmallInteger, nullable=False),
    Column("version", Integer, nullable=False),  # of two processes that change it one does
    Column("anew", SmallInteger, nullable=False, server_default="0"),
)

# What leaves Telegram, by mail or webhook, until it is accepted there.
alarms = Table(
    "alarms",
    metadata,
    Column("id", ID, primary_key=True),
    Column("about", String(80), nullable=False),
    Column("channel", String(8), nullable=False),  # mail | webhook | desk
    Column("what", String(16), nullable=False),
    Column("case_id", ID, nullable=True),
    Column("at", Moment, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("accepted", Moment, nullable=True),
    UniqueConstraint("about", "channel"),
)

# Who is on duty when, by the clock of the desk.
rota = Table(
    "rota",
    metadata,
    Column("staff_id", ID, primary_key=True),
    Column("day", String(10), primary_key=True),  # monday, or 2026-12-27 for that day only
    Column("opens", SmallInteger, primary_key=True, autoincrement=False),  # minutes after midnight
    Column("closes", SmallInteger, nullable=False),  # the same as `opens`: not there on that day
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # without a gap
    Column("at", Moment, nullable=False),
    Column("actor", ID, nullable=True),  # staff id; NULL: the worker or the house itself
    Column("act", String(32), nullable=False),
    Column("case_id", ID, nullable=True),
    Column("whom", ID, nullable=True),  # staff id: the colleague it was done to
    Column("mac", BLIND, nullable=True),  # chains it to the entry before; NULL: from before there was a chain
)

# Where the audit ends, and where it begins since its oldest entries went: one row.
audit_head = Table(
    "audit_head",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("mac", BLIND, nullable=False),
    Column("base_seq", Integer, nullable=False),
    Column("base_mac", BLIND, nullable=False),
    Column("base_tag", BLIND, nullable=False),
    Column("key", String(16), nullable=True),  # its name; NULL: from before keys had one
)
