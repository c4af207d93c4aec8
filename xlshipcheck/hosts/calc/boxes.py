"""What Calc shows the seller: a box, the line below the sheet, a question with answers to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.hosts.calc.document import is_shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.hosts.calc.sheets.cells import Document

LINES: Final = 5
LONGEST_LINE: Final = 120
WIDTH, LINE, EDGE = 220, 14, 8
"""Of a question, in LibreOffice's units for dialogs."""
CONFIRMED: Final = 1
YES_NO_CANCEL, YES, NO = 4, 2, 3
"""Of com.sun.star.awt.MessageBoxButtons and MessageBoxResults."""


def boxed(lines: Sequence[str]) -> str:
    """Return as many lines as a box can show; what is not shown is counted.

    Args:
        lines: the most important first.
    """
    shown = lines if len(lines) <= LINES else lines[: LINES - 1]
    text = [_shortened(line) for line in shown]
    if len(shown) < len(lines):
        text.append(f"ほか {len(lines) - len(shown):,} 件")
    return "\n".join(text)


def _shortened(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def show(document: Document | None, title: str, text: str, *, is_box: bool = True) -> None:
    """Show a text in a box, or in the line below the sheet; nothing where the document has no window."""
    if document is None or not is_shown(document):
        return
    controller = document.getCurrentController()
    window = controller.Frame.ContainerWindow
    if is_box:
        import uno  # noqa: PLC0415  only LibreOffice's own Python has it

        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "INFOBOX")
        window.Toolkit.createMessageBox(window, kind, 1, title, text).execute()
    else:
        indicator = controller.StatusIndicator
        indicator.start(f"{title}: {text}", 1)
        indicator.end()


def confirm(document: Document, title: str, question: str) -> bool | None:
    """Ask はい, いいえ or キャンセル.

    Args:
        document: the document in front.
        title: of the box.
        question: what is asked; it says what each answer does.

    Returns:
        None where the question was given up. False where the document has no window to ask in.
    """
    if not is_shown(document):
        return False
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it

    window = document.getCurrentController().Frame.ContainerWindow
    kind = uno.Enum("com.sun.star.awt.MessageBoxType", "QUERYBOX")
    answer = window.Toolkit.createMessageBox(window, kind, YES_NO_CANCEL, title, question).execute()
    return {YES: True, NO: False}.get(answer)


def ask(context: Any, document: Document, title: str, question: str, answers: Sequence[str]) -> str:  # noqa: ANN401  UNO
    """Let the seller choose an answer or write one; "" where the question was given up.

    Args:
        context: LibreOffice's component context.
        document: the document in front.
        title: of the dialog.
        question: what is asked.
        answers: to choose from.
    """
    manager = context.ServiceManager
    model = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialogModel", context)
    model.Width, model.Height, model.Title = WIDTH, 4 * LINE + 3 * EDGE, title

    def add(kind: str, name: str, row: int, **properties: Any) -> None:  # noqa: ANN401  UNO
        control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
        place = {"PositionX": EDGE, "PositionY": EDGE + row * (LINE + EDGE // 2)}
        for key, value in {**place, "Width": WIDTH - 2 * EDGE, "Height": LINE, **properties}.items():
            setattr(control, key, value)
        model.insertByName(name, control)

    add("FixedText", "question", 0, Label=question)
    add(
        "ComboBox",
        "answer",
        1,
        Dropdown=True,
        StringItemList=tuple(answers),
        Text=answers[0] if answers else "",
    )
    add("Button", "ok", 2, Label="OK", PushButtonType=1, DefaultButton=True, Width=60, PositionX=WIDTH - 136)
    add("Button", "cancel", 2, Label="やめる", PushButtonType=2, Width=60, PositionX=WIDTH - 68)
    dialog = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialog", context)
    dialog.setModel(model)
    window = document.getCurrentController().Frame.ContainerWindow
    dialog.createPeer(window.Toolkit, window)
    try:
        return dialog.getControl("answer").Text.strip() if dialog.execute() == CONFIRMED else ""
    finally:
        dialog.dispose()
