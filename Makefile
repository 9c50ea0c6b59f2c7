# Every target sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup test test-slow test-portable speed lint types docs bench smoke paper figures report board clean
setup: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	@echo "Installs the packages of constraints.txt into $(VENV) by pip, torch among them: some minutes without output ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

test: lint types
	$(BIN)/pytest -n 2 --dist worksteal

# The numeric tests again as other processors would run them: without vector instructions, and with AVX2; on one thread and on
# two. `make test` runs them with all that this processor has. Kernels compiled for one processor stay out of the cache of another.
NUMERIC := tests/distributions tests/estimators tests/planes/exact --ignore tests/estimators/automatic \
           --ignore tests/estimators/kernels/test_compilation.py
as = ATEN_CPU_CAPABILITY=$(1) OPENBLAS_CORETYPE=$(2) NUMBA_CPU_NAME=$(3) NUMBA_CPU_FEATURES=$(4) \
     NUMBA_CACHE_DIR=$(CURDIR)/build/kernels-$(3) OMP_NUM_THREADS=$(5) OPENBLAS_NUM_THREADS=$(5) MKL_NUM_THREADS=$(5) \
     $(BIN)/pytest -q -n 2 --dist worksteal -p no:cacheprovider $(NUMERIC)
test-portable: setup
	$(call as,default,Nehalem,generic,,1)
	$(call as,avx2,Haswell,haswell,,2)

test-slow: setup
	$(BIN)/pytest -n 2 -m slow

# A dozen minutes on two cores that do nothing else; interrupted, it continues where it stopped. `make speed LONG=--long` also
# times `make bench`, eight minutes more.
CORES := $(shell getconf _NPROCESSORS_ONLN)
speed: setup
	OMP_NUM_THREADS=$(CORES) NUMBA_NUM_THREADS=$(CORES) OPENBLAS_NUM_THREADS=$(CORES) MKL_NUM_THREADS=$(CORES) \
	$(BIN)/pytest -v --tb=line -m slow tests/speed --table results/speed.md $(LONG)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy knows no package mapping: a tree of links gives every folder its import name.
types: setup
	rm -rf build/types
	mkdir -p build/types/infoplane
	ln -s $(addprefix ../../../,$(wildcard package/*.py package/py.typed)) build/types/infoplane
	for folder in distributions estimators planes benchmarks; do ln -s ../../../$$folder build/types/infoplane/$$folder; done
	$(BIN)/mypy -p infoplane -p examples

# A warning is an error. It runs the examples of the gallery.
docs: setup
	rm -rf docs/build docs/reference/names docs/tables
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/build

bench: setup
	$(BIN)/infoplane run images
	$(BIN)/infoplane table images --output results
	$(BIN)/infoplane figures images

smoke: setup
	$(BIN)/infoplane run smoke
	$(BIN)/infoplane table smoke

# The figures of arXiv 2305.08013 from the committed rows. `infoplane paper --run` makes rows that are missing.
paper: setup
	$(BIN)/infoplane paper

# From the committed rows, and those of .infoplane before them; estimates nothing.
figures: setup
	$(BIN)/infoplane figures

report: setup
	$(BIN)/infoplane report

board: setup
	$(BIN)/infoplane board

clean:
	rm -rf build dist docs/build docs/gallery docs/tables docs/reference/names docs/reference/infoplane*.rst *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
