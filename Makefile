# 窓口 (Madoguchi): every fixed command of the project. One flag set for build, test and vet keeps the C-built packages cached.
TAGS := migrated_fynedo,x11
GO ?= go
OUT ?= out/demo
CARDS ?= $(HOME)/.local/state/madoguchi-cards
export CGO_ENABLED ?= 1
# A checkout that belongs to another user, as one mounted into a container, has no version for git to tell.
export GOFLAGS := $(GOFLAGS) -buildvcs=false

.NOTPARALLEL: # setting up comes before building
.PHONY: run build training demo test check bench cards cards-stop setup setup-run setup-test generate package-windows clean

run: setup-run training ## set up, build the training counter, start it (without a display: play the demo)
	@OUT="$(OUT)" scripts/run

build: setup ## the release counter: no simulator inside
	$(GO) build -tags $(TAGS) -o bin/madoguchi ./app

training: setup ## the training counter
	$(GO) build -tags $(TAGS),training -o bin/madoguchi-training ./app

demo: setup-test training ## one scripted counter day through the real windows; results in OUT=dir
	@scripts/demo "$(OUT)"

test: setup-test ## every test
	@scripts/test

check: setup ## gofmt, vet, staticcheck, layers, generated files, complexity
	@scripts/check

bench: setup-test build ## every figure of docs/性能.md as a ratio, in one run
	@scripts/bench

cards: setup-test ## pcscd with an operator and a customer reader, simulated cards in them
	$(GO) build -tags $(TAGS) -o bin/simcards ./hardware/sim/simcards
	bin/simcards start --dir "$(CARDS)"
	@echo "bin/simcards list --dir $(CARDS)   (insert, pull, swap, turn-over, unplug, plug)"

cards-stop:
	@if [ -S "$(CARDS)/control.sock" ]; then bin/simcards stop --dir "$(CARDS)"; else echo "No simulated cards run."; fi

generate: ## documents that come from tables in the code
	$(GO) test -tags $(TAGS) ./internal/juki ./internal/oplog ./internal/counter ./internal/session ./internal/stock ./internal/profile -run 'Doc|Glossary' -update

package-windows: ## the Windows program, cross-compiled (cold: long)
	@scripts/package-windows

setup-run:
	@scripts/setup run

setup:
	@scripts/setup build

setup-test:
	@scripts/setup test

clean:
	rm -rf bin out dist
