"""The belt walked with a pencil: day by day, customer by customer, contact by contact."""

from dataclasses import dataclass, field

import numpy as np

from core.consent import NEED_A_YES
from core.experiments.assignment import kept_aside
from core.orders import DTYPES, NEVER
from core.triggers.rule import Rule

LONG_AGO = -(10**9)


@dataclass(eq=False)
class Visit:
    customer: int
    day: int
    parts: list

    def void(self, slow):
        return max(slow.void(part) for part in self.parts)

    def head(self, slow):
        lived = [part for part in self.parts if slow.void(part) > part["day"]]
        return (lived or self.parts)[0]


@dataclass(eq=False)
class Contact:
    rule: Rule
    customer: int
    anchor_day: int
    due: int
    order: dict | None = None
    visit: Visit | None = None
    repeat: bool = False
    replaced: int = NEVER
    survey: int = 0
    when: int = 0
    won: bool = False
    beaten: bool = False
    finished: bool = False
    folded: bool = False

    @property
    def key(self):
        if self.rule.kind == "score":
            return self.customer, "answers", self.survey
        return self.customer, self.rule.id


@dataclass
class Known:
    """The same facts as lists of plain rows."""

    orders: list
    as_of: int
    words: list = field(default_factory=list)  # customer, key, channel, agreed, day
    refusals: list = field(default_factory=list)  # customer, channel, day
    erased: set = field(default_factory=set)
    answers: list = field(default_factory=list)  # customer, day, second (-1), score, survey
    birthdays: list = field(default_factory=list)  # customer, birth, known
    groups: dict = field(default_factory=dict)
    assigned: dict = field(default_factory=dict)
    consent_day: int | None = None
    merge: bool = True
    transit: int = 2
    packing: int = 1


def plain_orders(columns):
    lists = {name: getattr(columns, name).tolist() for name in DTYPES}
    rows = [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    return sorted(rows, key=lambda r: (r["customer"], r["day"], r["second"], r["sequence"]))


def date(day):
    return np.datetime64(day, "D").astype(object)


def same_day_of(day, year):
    when = date(day)
    last = 28 if (when.month, when.day) == (2, 29) else when.day
    try:
        moved = when.replace(year=year)
    except ValueError:
        moved = when.replace(year=year, day=last)
    return int(np.datetime64(moved, "D").astype(int))


class Slow:
    def __init__(self, known, belt):
        self.known, self.belt = known, belt
        self.orders = [o for o in known.orders if o["day"] <= known.as_of]
        self.customers = sorted({o["customer"] for o in known.orders})
        self.visits = []
        for order in self.orders:
            if order["renewal"]:
                continue
            last = self.visits[-1] if self.visits else None
            joins = known.merge and last and (last.customer, last.day) == (
                order["customer"], order["day"],
            )  # fmt: skip
            if joins:
                last.parts.append(order)
            else:
                self.visits.append(Visit(order["customer"], order["day"], [order]))

    # --- facts as of a day

    def fact(self, day):
        return day if day <= self.known.as_of else NEVER

    def void(self, order):
        return self.fact(order["void_day"])

    def net(self, order, day):
        if order["day"] > day or self.void(order) <= day:
            return 0
        back = order["refund"] if self.fact(order["refund_day"]) <= day else 0
        return order["net"] - back

    def valid(self, customer, day):
        return [
            v for v in self.visits
            if v.customer == customer and v.day <= day < v.void(self)
        ]  # fmt: skip

    def anchor(self, customer, day):
        valid = self.valid(customer, day)
        own = [v for v in valid if v.head(self)["own_list"]]
        return (own or valid or [None])[0]

    def is_mall(self, customer, day):
        mine = [o for o in self.orders if o["customer"] == customer and o["day"] <= day]
        own = [o for o in mine if o["own_list"] and self.void(o) > day]
        return bool(self.valid(customer, day)) and not own

    def so_far(self, customer, day):
        return sum(self.net(o, day) for o in self.orders if o["customer"] == customer)

    def of_day(self, customer, on, day):
        mine = [o for o in self.orders if o["customer"] == customer and o["day"] == on]
        return sum(self.net(o, day) for o in mine if not o["renewal"])

    def in_shop(self, order, day):
        """The parcel has not left."""
        gone = min(self.fact(order["shipped_day"]), self.fact(order["delivered_day"]))
        tells = any(
            min(o["shipped_day"], o["delivered_day"]) < NEVER
            for o in self.known.orders if o["source"] == order["source"]
        )  # fmt: skip
        if not tells:
            gone = min(gone, order["day"] + self.known.packing + 1)
        return gone > day

    def is_open(self, customer, channel, day):
        known = self.known
        day = day if known.consent_day is None else known.consent_day
        asked = [channel, "email"] if channel == "newsletter" else [channel]
        if customer in known.erased:
            return False
        if any(c == customer and ch in asked and on <= day for c, ch, on in known.refusals):
            return False
        said = {ch: self.said(customer, ch, day) for ch in asked}
        if False in said.values():
            return False
        return channel not in NEED_A_YES or said[channel] is True

    def said(self, customer, channel, day):
        newest = {
            key: agreed
            for who, key, ch, agreed, on in sorted(self.known.words, key=lambda w: w[4])
            if (who, ch) == (customer, channel) and on <= day
        }
        if not newest:
            return None
        return all(newest.values())

    # --- whom each rule meets

    def met(self, start, end):
        found = []
        for rule in self.belt.rules:
            some = [c for c in getattr(self, rule.kind)(rule, start, end) if start <= c.due < end]
            if rule.group:
                some = [c for c in some if c.customer in self.known.groups.get(rule.group, ())]
            found += some
        for contact in found:
            contact.when = contact.due
        return found

    def elapsed(self, rule, _start, _end):
        for v in self.visits:
            head = v.head(self)
            shipped, arrived = self.fact(head["shipped_day"]), self.fact(head["delivered_day"])
            if arrived == NEVER and shipped < NEVER:
                arrived = shipped + self.known.transit
            day = {"ordered": v.day, "shipped": shipped, "delivered": arrived}[rule.basis]
            if day == NEVER:
                continue
            due = day + rule.days - rule.day_one
            if any(self.anchor(v.customer, t) is v for t in range(v.day, due + 1)):
                yield Contact(rule, v.customer, day, due, head, v)

    def count(self, rule, _start, _end):
        fired = set()
        for v in self.visits:
            then = self.valid(v.customer, v.day)
            if v in then and then.index(v) + 1 == rule.count:
                due = v.day + rule.days
                yield Contact(
                    rule, v.customer, v.day, due, v.head(self), v, repeat=v.customer in fired
                )
                if v.void(self) > due:
                    fired.add(v.customer)

    def visit_of(self, order):
        return next((v for v in self.visits if any(p is order for p in v.parts)), None)

    def amount(self, rule, _start, _end):
        fired, seen = set(), set()
        for o in self.orders:
            customer, day = o["customer"], o["day"]
            due = day + rule.days
            if rule.amount_of == "order":
                meets = not o["renewal"] and self.net(o, day) >= rule.at_least
            elif rule.amount_of == "day":
                meets = not o["renewal"] and self.of_day(customer, day, day) >= rule.at_least
                meets = meets and (customer, day) not in seen
                seen |= set() if o["renewal"] else {(customer, day)}
            else:
                below = self.so_far(customer, day - 1) < rule.at_least
                meets = below and self.so_far(customer, day) >= rule.at_least
                meets = meets and (customer, day) not in seen
                seen.add((customer, day))
            if meets:
                repeat = rule.amount_of == "so_far" and customer in fired
                yield Contact(rule, customer, day, due, o, self.visit_of(o), repeat=repeat)
                if self.so_far(customer, due) >= rule.at_least:
                    fired.add(customer)

    def answer_due(self, answer):
        _, day, second, *_ = answer
        return day if 0 <= second < self.belt.send_hour * 3_600 else day + 1

    def score(self, rule, _start, _end):
        known = sorted(self.known.answers, key=lambda a: (a[1], a[2] if a[2] >= 0 else 86_399))
        for place, answer in enumerate(known):
            customer, day, _, score, survey = answer
            later = [a for a in known[place + 1 :] if (a[0], a[4]) == (customer, survey)]
            replaced = self.answer_due(later[0]) if later else NEVER
            due = self.answer_due(answer)
            ordered = [o["day"] for o in self.known.orders if o["customer"] == customer]
            if rule.low <= score <= rule.high and min(ordered, default=NEVER) <= due:
                yield Contact(rule, customer, day, due, replaced=replaced, survey=survey)

    def years(self, start, end):
        return range(date(start).year, date(end + 60).year + 1)

    def birthday(self, rule, start, end):
        for customer, birth, told in self.known.birthdays:
            for year in self.years(start, end):
                day = same_day_of(birth, year)
                bought = self.valid(customer, day - rule.days)
                if day - told >= 30 and bought:
                    yield Contact(rule, customer, day, day - rule.days)

    def anniversary(self, rule, start, end):
        for v in self.visits:
            for year in self.years(start, end):
                nth = year - date(v.day).year
                day = same_day_of(v.day, year)
                due = day - rule.days
                meant = nth == rule.count if rule.count else nth > 0
                if meant and due >= v.day and v.void(self) > due and any(
                    self.anchor(v.customer, t) is v for t in range(v.day, due + 1)
                ):  # fmt: skip
                    yield Contact(rule, v.customer, day, due, v.head(self), v)

    def silence(self, rule, _start, _end):
        for v in self.visits:
            due = v.day + rule.days
            valid = self.valid(v.customer, due)
            if valid and valid[-1] is v:
                yield Contact(rule, v.customer, v.day, due, v.head(self), v)

    def news(self, rule, start, end):
        for day in range(start, end):
            if date(day).day == rule.days:
                for customer in self.customers:
                    if self.valid(customer, day):
                        yield Contact(rule, customer, day, day)

    # --- the gates

    def is_closed(self, day):
        shut = date(day).weekday() in self.belt.closed_weekdays
        return shut or any(first <= day <= last for first, last in self.belt.blackout)

    def next_open(self, day):
        while self.is_closed(day):
            day += 1
        return day

    def cancelled(self, c, day):
        if c.rule.kind == "amount":
            amount = {
                "order": lambda: self.net(c.order, day),
                "day": lambda: self.of_day(c.customer, c.order["day"], day),
                "so_far": lambda: self.so_far(c.customer, day),
            }[c.rule.amount_of]()
            return amount < c.rule.at_least
        return c.visit is not None and c.visit.void(self) <= day

    def too_soon(self, c, day):
        if c.folded:
            return False
        again = c.rule.again_days
        if again == 0:
            return False
        if self.listed.get(c.key) == day:
            return True
        last = self.last.get(c.key)
        return last is not None and (again is None or day - last < again)

    def stands(self, c, day):
        """Gates 1 to 3."""
        if self.is_mall(c.customer, day) and "insert" not in c.rule.channels:
            return "DROP_MALL_CHANNEL"
        if self.cancelled(c, day):
            return "DROP_CANCELLED"
        if c.repeat or c.replaced <= day or self.too_soon(c, day):
            return "DUPLICATE"
        return ""

    def tier(self, c):
        ranked = sorted(self.belt.rules, key=lambda r: (r.rank, r.id))
        return c.rule.at_least, -ranked.index(c.rule)

    def rivals(self, c):
        if c.rule.kind != "amount":
            return []
        return [
            o for o in self.contacts
            if o is not c and o.rule.kind == "amount" and o.order is c.order
            and o.rule.amount_of == c.rule.amount_of
        ]  # fmt: skip

    def has_higher_tier(self, c, day):
        higher = [o for o in self.rivals(c) if self.tier(o) > self.tier(c)]
        return any(o.won or (not o.finished and not self.stands(o, day)) for o in higher)

    def channel(self, c, day):
        for name in c.rule.channels:
            if name != "insert" and self.is_mall(c.customer, day):
                continue
            if name == "insert" and not (c.order and self.in_shop(c.order, day)):
                continue
            if self.is_open(c.customer, name, day):
                return name
        return ""

    def bought_again(self, c, day):
        if "repurchased" not in c.rule.stops or c.visit is None:
            return False
        place = self.visits.index(c.visit)
        return any(v in self.visits[place + 1 :] for v in self.valid(c.customer, day))

    def is_unhappy(self, customer, day):
        first = day - self.belt.hold_days + 1
        return any(
            a[0] == customer and a[3] <= 6 and first <= a[1] <= day for a in self.known.answers
        )

    def is_aside(self, c):
        if not c.rule.kept_aside_bp:
            return False
        salt = c.rule.experiment or c.rule.id
        dealt = self.known.assigned.get(salt, {})
        if c.customer in dealt:
            return dealt[c.customer]
        return bool(kept_aside(salt, [c.customer], control_bp=c.rule.kept_aside_bp)[0])

    def is_too_often(self, c, day, channel):
        if not c.rule.promotional or c.rule.is_rescue or channel == "insert":
            return False
        had = self.contacted.get(c.customer, []) + self.planned.get(c.customer, [])
        caps = ((1, self.belt.caps.per_day), (7, self.belt.caps.per_7), (30, self.belt.caps.per_30))
        return any(
            most is not None and sum(day - days < on <= day for on in had) >= most
            for days, most in caps
        )

    def decide(self, c, day):  # noqa: PLR0911  one return per gate
        code = self.stands(c, day)
        if code:
            return code, ""
        c.won = True
        if self.has_higher_tier(c, day):
            c.beaten = True
            return "DROP_HIGHER_TIER", ""
        channel = self.channel(c, day)
        if not channel:
            return "DROP_NO_CONSENT", ""
        if self.bought_again(c, day):
            return "DROP_REPURCHASED", channel
        held = c.rule.promotional and not c.rule.is_rescue
        if held and self.is_unhappy(c.customer, day):
            return "DROP_DETRACTOR_HOLD", channel
        wait = c.rule.cooldown_days
        if any(day - wait <= on < day for on in self.contacted.get(c.customer, [])):
            return "DROP_COOLDOWN", channel
        if self.is_aside(c):
            return "DROP_HOLDOUT", channel
        if self.is_closed(day):
            return "SHIFT_CLOSED", channel
        if day > self.next_open(c.due) + c.rule.valid_days:
            return "DROP_EXPIRED", channel
        return ("DEFER_CAP" if self.is_too_often(c, day, channel) else "SENT"), channel

    def lower(self, c, day):
        for o in self.rivals(c):
            if self.belt.fold and self.tier(o) < self.tier(c):
                last, again = self.last.get(o.key), o.rule.again_days
                free = last is None or (again is not None and day - last >= again)
                listed = self.listed.get(o.key) == day and again != 0
                if free and not listed and (o.beaten if o.finished else not self.stands(o, day)):
                    yield o

    def happens(self, c, day, channel):
        """Sent on the day, and all that follows from it."""
        self.last[c.key] = day
        if (c.rule.promotional or c.rule.is_rescue) and channel != "insert":
            self.contacted.setdefault(c.customer, []).append(day)
        for o in list(self.lower(c, day)):
            self.last[o.key] = day
            o.folded = True
            self.give_way(o, day)

    def is_listed(self, c, day, channel):
        self.listed[c.key] = day
        if (c.rule.promotional or c.rule.is_rescue) and channel != "insert":
            self.planned.setdefault(c.customer, []).append(day)
        along = list(self.lower(c, day))
        for o in self.rivals(c):
            if self.belt.fold and self.tier(o) < self.tier(c):
                o.folded = o in along
        for o in along:
            self.listed[o.key] = day
            self.give_way(o, day)

    def give_way(self, c, day):
        """Decided with the higher tier, even where it would come up later."""
        if not c.finished:
            c.finished = c.beaten = True
            self.log.append([c, day, "DROP_HIGHER_TIER", ""])

    # --- the days

    def run(self, start, end, outcomes=None):
        """Rows (contact, day, code, channel); outcomes as (contact key, day, outcome, channel)."""
        self.contacts = self.met(start, end + 60)  # a higher tier may come up later
        self.last, self.listed, self.contacted, self.planned = {}, {}, {}, {}
        ranked = sorted(self.belt.rules, key=lambda r: (r.rank, r.id))
        self.log = log = []
        for note in sorted(outcomes or [], key=lambda n: n["day"]):
            if note["day"] < start:
                self.record(note)
        for day in range(start, end):
            self.planned = {}
            for customer in self.customers:
                today = [
                    c for c in self.contacts
                    if c.customer == customer and not c.finished and c.when == day
                ]  # fmt: skip
                today.sort(key=lambda c: (ranked.index(c.rule), c.due))
                for c in (c for c in today if not c.finished):
                    code, channel = self.decide(c, day)
                    if code == "SENT" and outcomes is not None:
                        self.is_listed(c, day, channel)
                        code = "LISTED"
                    elif code == "SENT":
                        self.happens(c, day, channel)
                    c.finished = code not in ("SHIFT_CLOSED", "DEFER_CAP", "LISTED")
                    c.when = self.next_open(day) if code == "SHIFT_CLOSED" else day + 1
                    log.append([c, day, code, channel])
            for note in outcomes or []:
                if note["day"] == day:
                    self.record(note, [row for row in log if row[1] == day])
        return [row for row in log if row[0].due < end]

    def record(self, note, today=()):  # noqa: C901  as one reads it
        """What a person noted in the evening."""
        if note["outcome"] == "no_answer":
            return
        done = note["outcome"] == "done"
        rules = {r.id: r for r in self.belt.rules}
        rule = rules.get(note["rule"])
        for c in self.contacts:
            if (c.rule.id, c.customer) != (note["rule"], note["customer"]):
                continue
            order = c.order["sequence"] if c.order else -1
            same = order == note["order"] if note["order"] >= 0 else (
                c.anchor_day == note["anchor_day"]
            )  # fmt: skip
            if same:
                c.finished = True
                if done:
                    self.last[c.key] = note["day"]
                for row in today:
                    if row[0] is c and row[2] == "LISTED":
                        row[2] = "SENT" if done else "SKIPPED"
                break
        if not done:
            return
        if rule is not None and rule.kind != "score":
            self.last[note["customer"], rule.id] = note["day"]
        counts = rule is None or rule.promotional or rule.is_rescue
        if counts and note["channel"] != "insert" and not note["folded"]:
            self.contacted.setdefault(note["customer"], []).append(note["day"])
