# The two commands are `make demo` and `make test`; both install what is missing (Debian 12) and
# build what they need. Everything lands in build/.

.DEFAULT_GOAL := help
.PHONY: help build test demo simulate fuzz bench faults pictures clean dependencies configure

SHELL := /bin/sh
SECONDS ?= 60
MINUTES ?= 10
# One compile needs up to 1.5 GB: memory bounds the jobs as much as the cores do.
JOBS ?= $(shell awk -v cores="$$(nproc)" '/MemAvailable/ { \
    fit = int($$2 / 1572864); if (fit < 1) fit = 1; print (fit < cores ? fit : cores) }' /proc/meminfo)

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dependencies: ## Install the Debian packages that are missing
	@sh deploy/install-dependencies.sh

configure: dependencies
	@mkdir -p build
	@cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }

build: configure ## Build everything, optimised, into build/release
	@cmake --build --preset release -j $(JOBS)

test: ## Build and test: release, then ASan and UBSan, then TSan
	@sh deploy/install-dependencies.sh browser
	@JOBS=$(JOBS) sh tests/run.sh

demo: configure ## Run three orders end to end, one through a kill -9
	@cmake --build --preset release -j $(JOBS) --target sagaflow
	@bash examples/order/demo.sh

simulate: configure ## Run the simulator on new seeds on every core, MINUTES=10
	@cmake --build --preset release -j $(JOBS) --target simulation
	@sh tests/simulation/run.sh $(MINUTES)

fuzz: dependencies ## Fuzz every parser, SECONDS=60 each, with clang, ASan and UBSan
	@JOBS=$(JOBS) sh tests/fuzz/run.sh $(SECONDS)

bench: configure ## Micro-benchmarks of kernel, expressions, stores and images
	@cmake --build --preset release -j $(JOBS) --target microbench
	@build/release/microbench $(ARGUMENTS)

faults: configure ## Kill, stop and starve real engines for a long time, and judge what is left
	@cmake --build --preset release -j $(JOBS) --target sagaflow oracle fault_rows
	@build/release/fault_rows --long

pictures: configure ## Take the pictures of the documentation anew, from a run of the browser tests
	@sh deploy/install-dependencies.sh browser
	@cmake --build --preset release -j $(JOBS) --target sagaflow
	@ctest --preset release -R '^browser$$'
	@mkdir -p docs/images
	@cp build/release/ui/screenshots/docs/*.webp docs/images/

clean: ## Remove the build folders (not the unpacked headers)
	rm -rf build/release build/dev build/tsan build/fuzz build/demo build/test-logs
