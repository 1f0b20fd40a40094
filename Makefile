# newsmill. `make help` lists the targets.
BUILD ?= build
PREFIX ?= /usr/local
CC ?= gcc
SANITIZE ?=
WERROR ?=

PACKAGES = libzmq rdkafka jansson sqlite3 libpq libcurl libmicrohttpd libcrypto zlib uchardet
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wpointer-arith -Wundef -Wformat=2 $(if $(WERROR),-Werror)
HARDENING = -fstack-protector-strong -fPIE -fno-strict-aliasing
LINK_HARDENING = -pie -Wl,-z,relro,-z,now -Wl,--as-needed

ifeq ($(SANITIZE),)
  OPTIMISE = -O2 -g -D_FORTIFY_SOURCE=2
else ifeq ($(SANITIZE),address)
  OPTIMISE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
  BUILD := $(BUILD)/asan
else ifeq ($(SANITIZE),thread)
  OPTIMISE = -O1 -g -fsanitize=thread -fno-omit-frame-pointer
  BUILD := $(BUILD)/tsan
else
  $(error SANITIZE=$(SANITIZE): allowed are address and thread)
endif

LEXBOR ?= $(CURDIR)/build/deps/lexbor
LEXBOR_CFLAGS = -I$(LEXBOR)/include
LEXBOR_LIBS = $(LEXBOR)/lib/liblexbor_static.a -lm

ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -I. $(OPTIMISE) $(WARNINGS) $(HARDENING) \
             $(shell pkg-config --cflags $(PACKAGES)) -pthread -MMD -MP $(CFLAGS)
ALL_LDFLAGS = $(LINK_HARDENING) $(OPTIMISE) -pthread $(LDFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES))

COMMON = $(wildcard common/*.c)
INGEST = $(filter-out ingest/main.c,$(wildcard ingest/*.c ingest/extract/*.c))
ENRICH = $(filter-out enrich/main.c,$(wildcard enrich/*.c))
SINK = $(filter-out sink/main.c,$(wildcard sink/*.c))
CLI = $(filter-out cli/main.c,$(wildcard cli/*.c))
objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

PROGRAMS = newsmill-ingest newsmill-enrich newsmill-sink newsmill
TESTS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/*.c tests/contract/*.c))

all: $(addprefix $(BUILD)/,$(PROGRAMS))
tests: $(TESTS)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(if $(filter ingest/% tests/%,$<),$(LEXBOR_CFLAGS)) -c -o $@ $<

$(BUILD)/libcommon.a: $(call objects,$(COMMON))
$(BUILD)/libingest.a: $(call objects,$(INGEST))
$(BUILD)/libenrich.a: $(call objects,$(ENRICH))
$(BUILD)/libsink.a: $(call objects,$(SINK))
$(BUILD)/libcli.a: $(call objects,$(CLI))
$(BUILD)/%.a:
	@rm -f $@
	ar rcs $@ $^

INGEST_LIBS = $(BUILD)/libingest.a $(BUILD)/libcommon.a $(LEXBOR_LIBS)
ENRICH_LIBS = $(BUILD)/libenrich.a $(BUILD)/libcommon.a
SINK_LIBS = $(BUILD)/libsink.a $(BUILD)/libcommon.a
CLI_LIBS = $(BUILD)/libcli.a $(BUILD)/libingest.a $(BUILD)/libsink.a $(BUILD)/libcommon.a $(LEXBOR_LIBS)
$(BUILD)/newsmill-ingest: $(BUILD)/obj/ingest/main.o $(BUILD)/libingest.a $(BUILD)/libcommon.a
	$(CC) $(ALL_LDFLAGS) -o $@ $< $(INGEST_LIBS) $(LIBS)
$(BUILD)/newsmill-enrich: $(BUILD)/obj/enrich/main.o $(BUILD)/libenrich.a $(BUILD)/libcommon.a
	$(CC) $(ALL_LDFLAGS) -o $@ $< $(ENRICH_LIBS) $(LIBS) -lm
$(BUILD)/newsmill-sink: $(BUILD)/obj/sink/main.o $(BUILD)/libsink.a $(BUILD)/libcommon.a
	$(CC) $(ALL_LDFLAGS) -o $@ $< $(SINK_LIBS) $(LIBS)
$(BUILD)/newsmill: $(BUILD)/obj/cli/main.o $(BUILD)/libcli.a $(BUILD)/libingest.a $(BUILD)/libsink.a $(BUILD)/libcommon.a
	$(CC) $(ALL_LDFLAGS) -o $@ $< $(CLI_LIBS) $(LIBS)

# A test NAME.c links what it tests: its first comment line says "links: common ingest".
$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(BUILD)/libcommon.a
	@mkdir -p $(@D)
	$(MAKE) --no-print-directory $(foreach l,$(shell sed -n 's/^.*links: *\([a-z ]*\).*$$/\1/p;10q' tests/$*.c),$(BUILD)/lib$(l).a)
	$(CC) $(ALL_LDFLAGS) -o $@ $< $(foreach l,$(shell sed -n 's/^.*links: *\([a-z ]*\).*$$/\1/p;10q' tests/$*.c),$(BUILD)/lib$(l).a) \
	    $(BUILD)/libcommon.a $(LEXBOR_LIBS) $(LIBS) -lcmocka

clean:
	rm -rf $(BUILD)/obj $(BUILD)/tests $(BUILD)/asan $(BUILD)/tsan $(BUILD)/*.a $(addprefix $(BUILD)/,$(PROGRAMS))

.PHONY: all tests clean
.SECONDARY:
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
