"""Branch hold (営業所止め) as arithmetic: the last day of storage and the follow-up stage.

The kernels have no branches, so ints serve a cell and numpy arrays a column. A blank day is `NEVER`, which
is later than every day; a word is its index in `STATUSES`, a stage its index in `STAGES`.
Source of every limit: `rules/hold.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.branch_hold import record
from xlshipcheck.branch_hold.record import (
    ANSWERED,
    BEYOND,
    FIRST_UNREAD,
    NO_DATE,
    NOT_GIVEN,
    UNREAD_WAYS,
    Outcome,
)
from xlshipcheck.tracking.statuses import STATUSES
from xlshipcheck.values.days import LAST_DAY, NEVER

if TYPE_CHECKING:
    from xlshipcheck.branch_hold.limits import HoldRules, Limits
    from xlshipcheck.branch_hold.record import Parcel
    from xlshipcheck.values.numbers import Numbers, OneOrMany

IN_TRANSIT, HELD, DELIVERED, RETURNED, SEARCHED, UNKNOWN = range(len(STATUSES))

# In the order of the tests: the first that holds is the stage.
STAGES = (
    "受取完了",
    "返送済み対応",
    "調査(紛失・破損)",
    "発送前案内",
    "期限切れ・返送見込み",
    "期限間近",
    "営業所へ問い合わせ",
    "様子見(返事待ち)",
    "落札者へ連絡",
    "様子見",
)
RECEIVED, SENT_BACK, SEARCH, UNSENT, EXPIRED, NEAR_END, ASK_BRANCH, WAIT, ASK_BUYER, WATCH = range(
    len(STAGES)
)


# What stands behind the name of a stage in the list of sentences of 次の対応.
VARIANTS = ("", "/発送予定あり", "/返事あり", "/状態不明")
_, PLANNED, REPLIED, UNREAD = range(len(VARIANTS))
# The sentence of every stage whose number the carrier's page does not know.
CHECK_NUMBER = "番号を確かめる"


class FollowUp(NamedTuple):
    """What the kernels find for an order, each an int or an array.

    Attributes:
        code: index into `STAGES`.
        last_day: last day of storage; `NEVER` where neither the ship date nor the arrival is known. With
            such a day a code after `UNSENT` means nothing: the order moves and nobody said since when.
        arrival: the arrival that was counted from, `NEVER` where unknown.
        estimated: 1 where the arrival is the ship date plus the transit days, else 0.
        contact_day: the day on which to write to the buyer.
        answer_by: the day up to which an answer to the last message is awaited.
        period: the days of storage.
    """

    code: OneOrMany
    last_day: OneOrMany
    arrival: OneOrMany
    estimated: OneOrMany
    contact_day: OneOrMany
    answer_by: OneOrMany
    period: OneOrMany


def arrival_day(shipped: Numbers, arrived: Numbers, transit_days: Numbers) -> Numbers:
    """Return the arrival, from the ship date where it is blank; `NEVER` where both are."""
    guess = NEVER + (shipped < NEVER) * (shipped + transit_days - NEVER)
    return guess + (arrived < NEVER) * (arrived - guess)


def contact_day(shipped: Numbers, last_day: Numbers, limits: Limits) -> Numbers:
    """Return the day on which to write to the buyer: some days after shipping, or earlier before the end."""
    after_shipping = shipped + limits.contact_after
    before_end = last_day - limits.contact_before_end
    return after_shipping - (after_shipping > before_end) * (after_shipping - before_end)


def stage_code(
    status: Numbers,
    shipped: Numbers,
    arrived: Numbers,
    contacted: Numbers,
    answered: Numbers,
    as_of: Numbers,
    last_day: Numbers,
    limits: Limits,
    unread: OneOrMany,
) -> Numbers:
    """Return the index into `STAGES`.

    Args:
        status: index into `STATUSES`.
        shipped: ship date; one after the as-of day counts as not yet shipped.
        arrived: day of arrival as it was given.
        contacted: day on which the buyer was written to; one after the as-of day has not happened.
        answered: 1 where the buyer answered, else 0.
        as_of: the day the question is asked on.
        last_day: from `storage_end`.
        limits: the follow-up limits.
        unread: 1 where a status is given and not understood: past the last day nobody knows what became of the
            parcel, and the branch is asked.
    """
    end = last_day + (last_day == NEVER) * NEVER  # out of reach of "days before the end" as well
    asked = (contacted <= as_of) * 1
    unanswered = asked * (as_of >= contacted + limits.answer_wait) * (1 - answered)
    # A parcel that arrived or moves was sent, though nobody wrote down when.
    on_its_way = 1 - (arrived > as_of) * (status != IN_TRANSIT) * (status != HELD)
    unsent = (shipped > as_of) * (1 - (shipped >= NEVER) * on_its_way)

    code = _either(as_of >= contact_day(shipped, end, limits), ASK_BUYER, WATCH)
    code = _either(asked, WAIT, code)
    code = _either(unanswered, ASK_BRANCH, code)
    code = _either(as_of >= end - limits.near_end, NEAR_END, code)
    code = _either(as_of > end, EXPIRED + unread * (ASK_BRANCH - EXPIRED), code)
    code = _either(unsent, UNSENT, code)
    code = _either(status == SEARCHED, SEARCH, code)
    code = _either(status == RETURNED, SENT_BACK, code)
    return _either(status == DELIVERED, RECEIVED, code)


def _either(condition: Numbers, this: Numbers, other: Numbers) -> Numbers:
    return other + condition * (this - other)


def follow_up(
    rules: HoldRules,
    status: Numbers,
    shipped: Numbers,
    arrived: Numbers,
    contacted: Numbers,
    answered: Numbers,
    as_of: Numbers,
    place: Numbers,
    service: OneOrMany,
    unread: OneOrMany,
) -> FollowUp:
    """Return stage and last day of storage; the arguments are those of `stage_code`.

    Args:
        rules: from `hold_rules`.
        status: index into `STATUSES`; none of them for a blank or a word that is not known.
        shipped: ship date or `NEVER`.
        arrived: day of arrival or `NEVER`.
        contacted: day of the message to the buyer or `NEVER`.
        answered: 1 or 0.
        as_of: the day the question is asked on.
        place: index into `places()`.
        service: index into the services of the rules.
        unread: as for `stage_code`.
    """
    arrival = arrival_day(shipped, arrived, rules.transit.over(shipped))
    last_day, period = rules.stored(place, service, arrival)
    limits = rules.limits(as_of)
    code = stage_code(status, shipped, arrived, contacted, answered, as_of, last_day, limits, unread)
    estimated = (shipped < NEVER) * (arrived >= NEVER) * 1
    return FollowUp(
        code,
        last_day,
        arrival,
        estimated,
        contact_day(shipped, last_day, limits),
        contacted + limits.answer_wait,
        period,
    )


def judge(rules: HoldRules, parcel: Parcel) -> Outcome:
    """Return all that is found of a parcel, or of a column of parcels.

    Args:
        rules: from `hold_rules`.
        parcel: the record, of ints or of arrays.
    """
    shipped, arrived, as_of, service = parcel.shipped, parcel.arrived, parcel.as_of, parcel.service - 1
    unread = (parcel.status >= FIRST_UNREAD) * 1
    lacks_number = unread * ((parcel.status - FIRST_UNREAD) % UNREAD_WAYS)
    # A status that is not given or not understood is none of `STATUSES`, and holds like 不明.
    status = parcel.status - 1
    guessed = (parcel.place > len(rules.storage)) * 1
    kind_known = (parcel.place != NOT_GIVEN) * (1 - guessed)
    place = parcel.usual_place + kind_known * (parcel.place - 1 - parcel.usual_place)
    answered = (parcel.answered == ANSWERED) * 1
    found = follow_up(
        rules, status, shipped, arrived, parcel.contacted, answered, as_of, place, service, unread
    )
    code, estimated = found.code, found.estimated
    unsent, sent = code == UNSENT, code >= EXPIRED
    shipped_known, arrived_known = shipped < NEVER, arrived < NEVER
    beyond = found.last_day > LAST_DAY
    problem = beyond * (NO_DATE + (shipped_known + arrived_known > 0) * (BEYOND - NO_DATE))
    day_sent = shipped + (shipped >= NEVER) * (as_of - shipped)
    version = rules.successor_version(service, day_sent)
    unheld = rules.unheld(service)
    ended = (shipped_known + unsent > 0) * rules.has_ended(service, version)
    guess = guessed * record.PLACE_GUESSED
    dates = record.ESTIMATED * estimated + record.ARRIVED_FIRST * (
        arrived_known * shipped_known * (arrived < shipped)
    )
    stored = rules.is_overridden * (record.OWN_STORAGE | estimated * record.OWN_TRANSIT)
    beside = (
        record.NOTHING_KNOWN * (unsent * unread * (shipped >= NEVER))
        + record.STATUS_AGAINST_DATE * (unsent * ((status == IN_TRANSIT) + (status == HELD)))
        + record.ARRIVAL_AHEAD * (sent * arrived_known * (as_of < arrived))
        + record.NUMBER_UNKNOWN * lacks_number
        + record.STATUS_UNREAD * (unread * (1 - lacks_number) * (unsent * shipped_known + sent))
        + record.UNHELD * (unheld * (unsent + sent > 0))
        + record.SERVICE_ENDED * ended
        + record.HARDLY_TRACKED
        * (sent * (status != HELD) * (1 - ended) * rules.hardly_tracked(service, day_sent))
        + sent * (dates + guess + stored + rules.is_overridden * record.OWN_FOLLOW_UP)
    )
    late = (code == ASK_BRANCH) * unread * (as_of > found.last_day)
    variant = (code == UNSENT) * shipped_known * PLANNED + (code == WAIT) * answered * REPLIED + late * UNREAD
    sentence = code + len(STAGES) * variant
    sentence = sentence + sent * lacks_number * (len(STAGES) * len(VARIANTS) - sentence)
    return Outcome(
        blank=parcel.is_blank,
        no_storage=(shipped >= NEVER)
        * (arrived >= NEVER)
        * (parcel.place == NOT_GIVEN)
        * (parcel.service == NOT_GIVEN),
        stage=code,
        sentence=sentence,
        notes=beside,
        last_day_notes=dates + guess + unheld * record.UNHELD + stored,
        problem=problem,
        stage_problem=sent * problem,
        last_day=found.last_day,
        estimated=estimated,
        arrival=found.arrival,
        contact_day=found.contact_day,
        answer_by=found.answer_by,
        shipped=shipped,
        arrived=arrived,
        contacted=parcel.contacted,
        as_of=as_of,
        period=found.period,
        place=place,
        named_place=guessed * parcel.place,
        status=unread * parcel.status,
        service=service,
        service_version=version,
    )
