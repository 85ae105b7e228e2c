/* tests/fuzz/fuzz_main.c - runs a fuzz target without a fuzzer: over a corpus, then over what becomes of it when bytes are changed.
 *
 * Usage: fuzz_NAME [-n ROUNDS] [-s SEED] FILE...
 * The same seed makes the same inputs. Before each input it is written to fuzz-NAME.last, so that one that crashes the
 * target is at hand; the file goes when all is well. With clang's libFuzzer this file is not linked (module.am).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/edge.h"
#include "tests/fuzz/fuzz.h"

enum { INPUT_MAX = 65536 };

/* The input under test lives in a file's page cache: it is there after any crash, at the cost of a copy. */
struct input {
    char *path, *mapped;
    int fd;
};

static struct input open_input(const char *program)
{
    const char *slash = strrchr(program, '/');
    struct input in = {.path = bt_printf("%s.last", slash != NULL ? slash + 1 : program)};
    in.fd = open(in.path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (in.fd >= 0 && ftruncate(in.fd, INPUT_MAX) == 0)
        in.mapped = mmap(NULL, INPUT_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, in.fd, 0);
    if (in.mapped == NULL || in.mapped == MAP_FAILED) {
        perror(in.path);
        exit(1);
    }
    return in;
}

static void try_input(struct input *in, const char *data, size_t len)
{
    memcpy(in->mapped, data, len);
    if (len < INPUT_MAX)
        memset(in->mapped + len, 0, INPUT_MAX - len);
    /* A copy of exactly that size, so that a sanitizer sees one byte too many. */
    char *copy = bt_alloc(len);
    memcpy(copy, data, len);
    LLVMFuzzerTestOneInput((const uint8_t *)copy, len);
    free(copy);
}

/* xorshift64: good enough to choose bytes, the same everywhere. */
static uint64_t roll(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Changes a few bytes, or doubles or drops a piece. */
static size_t mutate(char *data, size_t len, uint64_t *dice)
{
    static const char tempting[] = "<>&\"'/=_:;-+ \0\xff\x80PTYMWDHSZ0129%]";
    for (uint64_t n = 1 + roll(dice) % 4; n > 0 && len > 0; n--) {
        size_t at = roll(dice) % len, piece = 1 + roll(dice) % 8;
        if (piece > len - at)
            piece = len - at;
        switch (roll(dice) % 4) {
        case 0:
            data[at] = (char)roll(dice);
            break;
        case 1:
            data[at] = tempting[roll(dice) % (sizeof(tempting) - 1)];
            break;
        case 2:
            if (len + piece > INPUT_MAX)
                break;
            memmove(data + at + piece, data + at, len - at);
            len += piece;
            break;
        default:
            memmove(data + at, data + at + piece, len - at - piece);
            len -= piece;
        }
    }
    return len;
}

static void fuzz_file(struct input *in, const char *path, int64_t rounds, uint64_t *dice)
{
    char *text = NULL, *data = bt_alloc(INPUT_MAX);
    size_t len;
    struct bt_err err = {0};
    if (bt_file_read(path, INPUT_MAX, &text, &len, &err) != 0) {
        fprintf(stderr, "%s\n", bt_err_text(&err));
        exit(1);
    }
    try_input(in, text, len);
    for (int64_t i = 0; i < rounds; i++) {
        memcpy(data, text, len);
        size_t changed = mutate(data, len, dice);
        try_input(in, data, changed);
    }
    free(data);
    free(text);
}

int main(int argc, char **argv)
{
    int64_t rounds = 1000, seed = 1;
    int c;
    while ((c = getopt(argc, argv, "n:s:")) != -1) {
        if ((c != 'n' && c != 's') || !bt_parse_int(optarg, c == 'n' ? &rounds : &seed)) {
            fprintf(stderr, "Usage: %s [-n ROUNDS] [-s SEED] FILE...\n", argv[0]);
            return BT_EX_USAGE;
        }
    }
    uint64_t dice = (uint64_t)seed | 1;
    struct input in = open_input(argv[0]);
    for (int i = optind; i < argc; i++)
        fuzz_file(&in, argv[i], rounds, &dice);
    unlink(in.path);
    free(in.path);
    munmap(in.mapped, INPUT_MAX);
    close(in.fd);
    return 0;
}
