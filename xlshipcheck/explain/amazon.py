"""The steps of Amazon's judgement of one package in words, and those of carrier names, numbers and amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from xlshipcheck.amazon import record as records
from xlshipcheck.amazon.notes import reason, yen_text
from xlshipcheck.amazon.record import LIMIT_RULES, SELLER_JAPAN, amazon_rules, record_of
from xlshipcheck.errors import shown
from xlshipcheck.explain.steps import Question, Step, rule_step, rule_steps, source_words
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.carriers import canonical_name, carrier_of, renamed_from
from xlshipcheck.tracking.numbers import judge_number, read_number
from xlshipcheck.values.days import LAST_DAY
from xlshipcheck.values.roles import CARRIER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from xlshipcheck.amazon.package import JudgedPackage
    from xlshipcheck.amazon.record import Record
    from xlshipcheck.tracking.carriers import Carrier
    from xlshipcheck.tracking.numbers import NumberVerdict

CLASSES = {
    records.CARRIER_BLANK: "配送会社がありません",
    records.CARRIER_TRACKABLE: "追跡できる配送会社の一覧にあります",
    records.CARRIER_EXCLUDED: "計算から除かれる配送会社の一覧にあります",
    records.CARRIER_OTHER: "どちらの一覧にもありません",
    records.CARRIER_RENAMED: "計算から除かれる配送会社の新しい社名です (一覧にあるのは旧社名)",
    records.CARRIER_UNDATED: "新しい社名の配送会社ですが、発送日を読めません",
}
LIST_RULES = {
    records.CARRIER_EXCLUDED: ("amazon.excluded_carriers",),
    records.CARRIER_RENAMED: ("amazon.excluded_carriers", "amazon.renamed_excluded"),
    records.CARRIER_UNDATED: ("amazon.excluded_carriers", "amazon.renamed_excluded"),
    records.CARRIER_BLANK: ("amazon.trackable_carriers",),
}
BOTH_LISTS = ("amazon.excluded_carriers", "amazon.trackable_carriers")
NAME_MATCH = "名前は表記の一覧と全体で照らし合わせます (一部の一致では決めません)"


def _carrier(question: Question, package: JudgedPackage) -> Iterator[Step]:
    row = package.judged.row
    yield from _carrier_steps(question, row.carrier, _record(package).carrier, row.day)
    since = renamed_from(row.carrier)
    if since is not None:
        asked = "お届け予定日で見ます (発送日がないため)" if row.shipped is None else "発送日で見ます"
        yield Step("配送会社", "新しい社名になった日", since, asked)


def _record(package: JudgedPackage) -> Record:
    return record_of(amazon_rules(package.context.rulebook), package.judged.row)


def _tests(question: Question, package: JudgedPackage) -> Iterator[Step]:
    """Yield what is looked at once the carrier does not settle the matter."""
    row = package.judged.row
    yield Step("順番", "対象外かどうかを先に決めます。対象外なら送り状番号やスキャンは判定に使いません")
    japanese = _record(package).seller == SELLER_JAPAN
    group = "amazon.japan." if japanese else "amazon.china."
    yield from rule_steps(question.context, [k for k in LIMIT_RULES if k.startswith(group)], row.day)
    if row.amount is not None:
        yield Step("金額", "梱包の金額 (消費税抜き・配送料込み)", f"{yen_text(row.amount)} 円")
    carrier = carrier_of(row.carrier, row.service)
    yield from number_steps(question, carrier, row.number, judge_number(carrier, row.number))
    if row.scans is None:
        yield Step(
            "スキャン", "スキャン回数", "", "空白のため見ません" if japanese else "空白のため 0 回とします"
        )


def _decision(_question: Question, package: JudgedPackage) -> Iterator[Step]:
    yield Step("判定", reason(*package), package.judged.verdict, "最初に当てはまる条件で決まります")


def _carrier_steps(question: Question, name: str, carrier_class: int, day: int | None) -> Iterator[Step]:
    yield Step("配送会社", "正式な名前", canonical_name(name) or "不明", NAME_MATCH)
    yield from rule_steps(question.context, LIST_RULES.get(carrier_class, BOTH_LISTS), day)
    yield Step("配送会社", CLASSES[carrier_class], shown(name))


def number_steps(
    _question: Question, carrier: Carrier, number: object, verdict: NumberVerdict
) -> Iterator[Step]:
    """Yield how a tracking number was read, the forms of its carrier, and what was found."""
    raw = read_number(number)
    yield Step("送り状番号", "記号や空白を除いた番号", raw.text)
    sources = _form_sources(carrier.name)
    for form in carrier.forms:
        fits = "一致" if form.fits(raw.text) else "不一致"
        yield Step("番号の形式", f"{carrier.name} {form.name}", fits, sources[form.name])
    if not carrier.forms:
        yield Step("番号の形式", f"{carrier.name or CARRIER}の番号の形式は登録がありません", "形式不明")
    yield Step("送り状番号", "番号の判定", str(verdict))


def _form_sources(name: str) -> dict[str, str]:
    """Return form name -> where it was read, for the forms of a carrier."""
    return {
        form["name"]: source_words("carriers", form["source"])
        for entry in group_table("carriers")["carriers"]
        if entry["name"] == name
        for form in entry.get("forms", ())
    }


def _amounts(_question: Question, price: Fraction, shipping: Fraction | None) -> Iterator[Step]:
    yield Step("計算", "商品代金 (税込み)", f"{yen_text(price)} 円")
    if shipping:
        yield Step(
            "計算", "配送料 (税込み)", f"{yen_text(shipping)} 円", "商品が軽減税率でも配送料は標準税率です"
        )
    yield Step("計算", "それぞれを (1 + 税率) で割って足します。四捨五入はしません")


def _carrier_name(question: Question, name: str) -> Iterator[Step]:
    """Yield the name found, and what it means for 追跡可能率 today."""
    day = LAST_DAY if question.context.as_of is None else question.context.as_of
    rules = amazon_rules(question.context.rulebook)
    carrier_class = rules.carrier_class(name, rules.period(day))
    yield from _carrier_steps(question, name, carrier_class, day)


def _carrier_of_number(_question: Question, carrier: str) -> Iterator[Step]:
    yield Step("配送会社", "正式な名前", canonical_name(carrier) or "不明", NAME_MATCH)


WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    "carrier": _carrier,
    "tests": _tests,
    "decision": _decision,
    "standard tax": lambda question, key: [rule_step(question.context, key, None)],
    "amounts with tax": _amounts,
    "a carrier's name": _carrier_name,
    "the carrier of a number": _carrier_of_number,
    "a number": number_steps,
}
