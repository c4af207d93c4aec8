"""Rule data and settings that cannot be used; a silent miss would leave another value in force."""

from __future__ import annotations

from xlshipcheck.errors.base import ShipcheckError, Whole
from xlshipcheck.errors.files import FileRefused


class RulesError(ShipcheckError):
    """The rule data, or a shop's override of it, cannot be used."""


class UnknownRule(RulesError):
    """A rule key that does not exist; a silent miss would leave the old value in force."""

    japanese = "規則「{key}」はありません ({origin})。近い名前: {nearest}"
    english = "no rule {key!r} ({origin}); nearest: {nearest}"


class RuleNotInForce(RulesError):
    """A date before the first value of a rule."""

    japanese = "規則「{key}」は {first} から記録されています。{value} の値はありません"
    english = "rule {key!r} is recorded from {first}; there is no value for {value}"


class RuleValueRefused(RulesError):
    """A rule value of the wrong type or outside its bounds."""

    japanese = "規則「{key}」の値「{value}」は使えません ({origin})。{wanted} を入力してください"
    english = "rule {key!r} cannot be {value!r} ({origin}); give {wanted}"


class RulesCollide(RulesError):
    """Two rule values of which a shop set at least one, and which cannot both hold."""

    japanese = (
        "規則「{first}」の値 {first_value} ({first_origin}) と規則「{second}」の値 {second_value} ({second_origin}) は"
        "両立しません。{wanted}。どちらかを直してください"
    )
    english = (
        "rule {first!r} = {first_value} ({first_origin}) and rule {second!r} = {second_value} ({second_origin}) "
        "contradict each other ({wanted}); change one of them"
    )


class SettingRefused(RulesError):
    """A setting that cannot be read.

    Args:
        **fields: those of the sentence; `place` says where it stands, and is left out where nobody knows.
    """

    japanese = "設定「{key}」の値「{value}」は使えません{place}。{wanted}"
    english = "setting {key!r} cannot be {value!r}{place}: {wanted}"

    def __init__(self, **fields: object) -> None:
        super().__init__(**{"place": "", **fields})

    def placed(self, place: object, **fields: object) -> SettingRefused:
        """Return the same refusal with the place where the setting stands, and with other fields changed."""
        return type(self)(**{**self.fields, **fields, "place": Whole(f" ({place})")})


class DayClosedAndOpened(SettingRefused):
    """A day that the settings both close and open; taking it for closed would move deadlines later.

    Args:
        **fields: those of the sentence; `place` and `other_place` say where the two stand.
    """

    japanese = (
        "日付「{value}」が「{key}」{place} と「{other}」{other_place} の両方にあります。"
        "モールの営業日かどうか決められません。どちらかから消してください"
    )
    english = "{value!r} stands both in {key!r}{place} and in {other!r}{other_place}; delete one of them"

    def __init__(self, **fields: object) -> None:
        super().__init__(**{"other_place": "", **fields})

    def placed(self, place: object, **fields: object) -> SettingRefused:
        """Return the same refusal with its places; without another, both stand in the one given."""
        return super().placed(place, **{"other_place": Whole(f" ({place})"), **fields})


class UnknownSetting(SettingRefused):
    """A setting that does not exist; a silent miss would leave it without effect."""

    japanese = "設定「{key}」はありません{place}。近い名前: {nearest}"
    english = "there is no setting {key!r}{place}; nearest: {nearest}"


class SettingsSheetTooLong(RulesError):
    """More rows of settings than the macros of a workbook hand over; the rest would be ignored silently."""

    japanese = (
        "シート「設定」は{most}行目までしか Excel に読まれません。"
        "空いた行を詰めるか、長い一覧を設定ファイルへ移してください"
    )
    english = "Excel reads the sheet 設定 only down to row {most}; move long lists into the settings file"


class SettingsFileBroken(FileRefused):
    """A settings file that is no TOML."""

    japanese = (
        "設定ファイル {path} の{place}の書き方が読めません。"
        '名前 = 値 の形にし、日本語の名前と文字の値は " " で囲んでください'
    )
    english = "settings file {path} is no TOML ({problem})"


class SettingsNotCompiled(FileRefused):
    """A settings file in TOML before a Python that cannot read it; to answer without it would be wrong."""

    japanese = (
        "設定ファイル {path} は、この LibreOffice の Python {version} では読めません。"
        "xlshipcheck install --calc をもう一度実行してください。"
        "できないときは、設定ファイルを別の場所へ移し、ブックのシート「設定」に同じ設定を入力してください"
    )
    english = (
        "settings file {path} cannot be read by this LibreOffice's Python {version}; run "
        "xlshipcheck install --calc again, or move it away and use the sheet 設定"
    )


class RulesFileRefused(RulesError):
    """A file of rules that is none of ours, is damaged, or holds what this program cannot use."""

    japanese = "{path} は使えません: {problem}。規則は前のままです"
    english = "the rules in {path} cannot be used ({problem}); nothing was changed"


class RulesFileOlder(RulesError):
    """A file of rules that are older than those in force."""

    japanese = "この規則のファイル ({given}) は、入っているもの ({installed}) より古いため入れませんでした"
    english = "these rules ({given}) are older than those installed ({installed}); nothing was changed"


class RulesFolderLocked(RulesError):
    """A place of the program in which this user may not write."""

    japanese = "{path} に書き込めないため、規則は前のままです。プログラムを入れた人が実行するか、新しいキットを入れてください"
    english = "{path} cannot be written, so the rules stay; let whoever installed the program do it"
