/* Where memory and chance come from: both in place of the C library's own. */
#include "rlm.h"
#include <errno.h>

enum { page = 65536, least_step = 4 << 20, most_step = 64 << 20 };

static uintptr_t taken_to;

/*
 * Memory grows in large steps, since each costs the host as much as a copy of its page tables: the
 * first split of a text of 100 MB took seconds for small ones alone.
 */
void *sbrk(intptr_t increment)
{
    uintptr_t size = __builtin_wasm_memory_size(0) * (uintptr_t)page;
    if (taken_to == 0) taken_to = size;
    uintptr_t from = taken_to;
    if (increment == 0) return (void *)from;
    if (increment < 0 || from + (uintptr_t)increment < from) {
        errno = ENOMEM;
        return (void *)-1;
    }
    uintptr_t to = from + (uintptr_t)increment;
    if (to > size) {
        uintptr_t needed = (to - size + page - 1) / page;
        uintptr_t step = size / 4;
        if (step < least_step) step = least_step;
        if (step > most_step) step = most_step;
        uintptr_t ahead = step / page > needed ? step / page : needed;
        if (__builtin_wasm_memory_grow(0, ahead) == (size_t)-1
            && __builtin_wasm_memory_grow(0, needed) == (size_t)-1) {
            errno = ENOMEM;
            return (void *)-1;
        }
    }
    taken_to = to;
    return (void *)from;
}

static uint64_t chance;

void rlm_seed_bytes(uint64_t seed)
{
    chance = seed;
}

/* os.urandom, secrets and uuid: splitmix64 from the run's seed, so that a run can be run again. */
int getentropy(void *into, size_t length)
{
    unsigned char *bytes = into;
    for (size_t at = 0; at < length; at += 8) {
        uint64_t value = (chance += 0x9e3779b97f4a7c15u);
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
        value ^= value >> 31;
        for (size_t byte = at; byte < length && byte < at + 8; byte++, value >>= 8) {
            bytes[byte] = (unsigned char)value;
        }
    }
    return 0;
}
