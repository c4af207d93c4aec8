# The words of a working day: `just` lists them. rust-just, which the test extra installs, brings the command.
set shell := ["bash", "-euo", "pipefail", "-c"]
bin := ".venv/bin"

# list the words
default:
    @{{just_executable()}} --list --unsorted

# an environment with everything, in .venv
setup:
    python3 -m venv .venv
    {{bin}}/pip install -q --disable-pip-version-check -c tests/constraints.txt -e '.[test]'

# lint, types, and the tests of the rules with few examples each; `full` has those of frames, imports and hosts too
quick: lint types
    HYPOTHESIS_PROFILE=quick {{bin}}/python -m pytest -q -n auto --dist worksteal tests/test_[!fi]*.py tests/test_f[!r]*.py tests/test_i[!m]*.py

# one file or one test: just test tests/test_qoo10.py -k stage
test *words:
    {{bin}}/python -m pytest -q {{words}}

# every unit test, as the README's command runs them
full:
    {{bin}}/python -m pytest -q -n auto -m 'not end_to_end'

lint:
    {{bin}}/ruff check .
    {{bin}}/ruff format --check .

# mend what can be mended by itself
format:
    {{bin}}/ruff check --fix .
    {{bin}}/ruff format .

types:
    {{bin}}/mypy

# everything that is made from the catalogue and the rules
generate:
    {{bin}}/python -m xlshipcheck.generators.functions_module
    {{bin}}/python -m xlshipcheck.generators.documentation
    {{bin}}/python -m xlshipcheck.generators.template
    {{bin}}/python -m xlshipcheck.generators.lite

# the house: rooms, floors, what each leans on, circles
floors:
    {{bin}}/python -m tests.floors

# the way of one payment date: the modules it passes, the names it takes
date-way:
    {{bin}}/python tests/date_way.py

# faults put into the rules, each of which a test must notice: just mutants --count 300, just mutants qoo10.kernel
mutants *words:
    {{bin}}/python -m tests.mutants {{words}}

# all figures in one table, in an environment of their own: just benchmarks --quick, just benchmarks --against main~20
benchmarks *words:
    [ -d .venv-benchmarks ] || python3 -m venv .venv-benchmarks
    .venv-benchmarks/bin/pip install -q --disable-pip-version-check -r benchmarks/requirements.txt
    .venv-benchmarks/bin/python -m benchmarks {{words}}

# what CI does, or some of its stages: just ci lint demo
ci *stages:
    .ci/run {{stages}}
