"""What all objects of the stand-in for Excel have in common: how a member is used, counted, and made to fail."""

from __future__ import annotations

from collections import Counter

CALLS = Counter()
"""How often each member was used, across all objects."""
WRITING = frozenset(
    "Add Activate Copy PasteSpecial Clear ClearContents Delete Merge ModifyAppliesToRange Resize AutoFill Fill FillDown "
    "NewSeries ResetAllPageBreaks".split()
)
"""Methods that change something."""


class Refused(Exception):
    """What Excel refuses."""


class Missing(Refused, AttributeError):
    """A member that an object does not have."""


class Fault:
    """Makes one of the writing calls fail, before it has done anything.

    Attributes:
        at: which of them, from 1; 0 for none.
        seen: the writing calls so far, by name.
    """

    def __init__(self):
        self.at = 0
        self.seen = []

    def begin(self, at):
        """Count anew, and let the call of this number fail."""
        self.at = at
        self.seen = []

    def meet(self, name):
        """Count a writing call; fail where it is the one."""
        self.seen.append(name)
        if len(self.seen) == self.at:
            raise Refused(f"{name}: call {self.at} was made to fail")


FAULT = Fault()


class Thing:
    """Any object: members that are only kept are kept as they are put."""

    kept: dict[str, object]

    def __init__(self, **kept):
        self.kept = kept

    def call(self, name, arguments, *, put=False, options=()):
        """Use a member as COM does."""
        said = f"{type(self).__name__}.{name}"
        CALLS[said] += 1
        if put or name in WRITING:
            FAULT.meet(said)
        if put:
            method = getattr(self, f"put_{name}", None)
            if method:
                return method(*arguments)
            self.keep(name, arguments[-1])
            return None
        method = getattr(self, f"get_{name}", None) or getattr(self, f"do_{name}", None)
        if method:
            return method(*arguments, **dict(options))
        return self.told(name)

    def keep(self, name, value):
        """Keep a property that nothing else follows from."""
        self.kept[name] = value

    def told(self, name):
        """Return a property that is only kept."""
        if name in self.kept:
            return self.kept[name]
        raise Missing(f"{type(self).__name__}.{name}")

    def is_method(self, name):
        """Tell whether a member is called rather than read."""
        return hasattr(self, f"do_{name}")


class Collection(Thing):
    """Objects by place or name."""

    def __init__(self, items, parent):
        super().__init__()
        self.items = items
        self.parent = parent

    def get_Count(self):
        return len(self.items)

    def do_Item(self, key):
        if isinstance(key, str):
            for item in self.items:
                if item.call("Name", ()).lower() == key.lower():
                    return item
            raise Refused(key)
        if not 0 < int(key) <= len(self.items):
            raise Refused(f"{key}: subscript out of range")
        return self.items[int(key) - 1]

    def get_Application(self):
        return self.parent.get_Application()

    def get_Parent(self):
        return self.parent


class Served:
    """A thing as Python attributes, as pywin32 offers Excel's objects."""

    def __init__(self, thing):
        object.__setattr__(self, "thing", thing)

    def __getattr__(self, name):
        if self.thing.is_method(name):
            return lambda *arguments, **options: served(
                self.thing.call(
                    name,
                    [bare(argument) for argument in arguments],
                    options={key: bare(value) for key, value in options.items()}.items(),
                )
            )
        return served(self.thing.call(name, ()))

    def __setattr__(self, name, value):
        self.thing.call(name, (value,), put=True)


def served(value):
    """Return a thing as attributes; other values as they are."""
    return Served(value) if isinstance(value, Thing) else value


def bare(value):
    """Return the thing behind attributes."""
    return value.thing if isinstance(value, Served) else value
